import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";

const root = path.join(__dirname, "../../..");
const manifest = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));

/** The public names of the package; the map may miss what is not built yet, and never has others. */
const publicExports: Record<string, string> = {
  ".": "./dist/sdk/index.js",
  "./emulator": "./dist/emulator/index.js",
  "./policy": "./dist/policy/index.js",
  "./dynamic-host": "./dist/provider/dynamic.js",
  "./schema.json": "./sdk/schema.json",
  "./package.json": "./package.json",
};

interface Conditions {
  readonly types?: string;
  readonly default?: string;
}

function sourceTexts(room: string): string[] {
  if (!existsSync(path.join(root, room))) return [];
  return readdirSync(path.join(root, room), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => readFileSync(path.join(root, room, name), "utf8"));
}

describe("the package", () => {
  test("exports only the public names, each with its types for old and new module resolution", () => {
    for (const [name, target] of Object.entries(manifest.exports as Record<string, string | Conditions>)) {
      const file = typeof target === "string" ? target : target.default;
      expect([name, file]).toEqual([name, publicExports[name]]);
      if (typeof target === "string") continue;
      expect(target.types).toBe(file?.replace(/\.js$/, ".d.ts"));
      if (name === ".") expect(manifest.types).toBe(target.types);
      else expect(manifest.typesVersions["*"][name.slice(2)]).toEqual([target.types]);
    }
  });

  test("does not ask the CLI to download a plugin", () => {
    expect(manifest.pulumi?.resource).toBeUndefined();
  });

  test("keeps peers optional and the lock file free of addresses", () => {
    expect(manifest.peerDependenciesMeta["@pulumi/policy"]).toEqual({ optional: true });
    expect(readFileSync(path.join(root, "package-lock.json"), "utf8")).not.toContain('"resolved"');
  });

  test("has its runtime dependencies used by the sources", () => {
    const sources = ["provider", "sdk", "emulator", "policy", "cli"].flatMap(sourceTexts);
    const used = (name: string) => sources.some((text) => text.includes(`"${name}"`) || text.includes(`"${name}/`));
    expect(Object.keys(manifest.dependencies).filter((name) => !used(name))).toEqual([]);
  });
});

describe("the release", () => {
  test("has recorded what its version writes into state", () => {
    const folder = path.join(root, "tests/engine/state");
    const { version } = manifest;
    expect(readdirSync(folder)).toEqual(expect.arrayContaining([`${version}.json`, `${version}.yaml`]));
  });
});
