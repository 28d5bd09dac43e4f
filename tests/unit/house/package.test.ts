import { execFileSync } from "node:child_process";
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

function packedFiles(): string[] {
  const output = execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
    cwd: root,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  return JSON.parse(output)[0].files.map((file: { path: string }) => file.path);
}

function exportedFiles(): [name: string, file: string][] {
  return Object.entries(manifest.exports as Record<string, string | Conditions>).flatMap(([name, target]) => {
    const targets = typeof target === "string" ? [target] : Object.values(target);
    return targets.map((file): [string, string] => [name, file]);
  });
}

describe("the package", () => {
  const packed = packedFiles();

  test("has every file that its manifest points at", () => {
    const pointedAt = [
      manifest.main,
      ...Object.values<string>(manifest.bin),
      ...exportedFiles().map(([, file]) => file),
    ];
    expect(pointedAt.map((file) => path.normalize(file)).filter((file) => !packed.includes(file))).toEqual([]);
  });

  test("has what a plugin needs and no tests, sources, scripts or benchmarks", () => {
    expect(packed).toEqual(expect.arrayContaining(["PulumiPlugin.yaml", "pulumi-resource-oss-symlink", "README.md"]));
    const roots = new Set(packed.map((file) => file.split("/")[0]));
    const expected = ["CHANGELOG.md", "LICENSE", "PulumiPlugin.yaml", "README.md", "dist", "package.json"];
    expect([...roots].sort()).toEqual([...expected, "pulumi-resource-oss-symlink", "sdk"].sort());
    expect(packed.filter((file) => file.startsWith("sdk/"))).toEqual(["sdk/schema.json"]);
  });

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
    const used = (name: string) =>
      ["provider", "sdk", "emulator", "policy", "cli"]
        .filter((room) => existsSync(path.join(root, room)))
        .some((room) => grep(`"${name}[/"]`, room));
    expect(Object.keys(manifest.dependencies).filter((name) => !used(name))).toEqual([]);
  });
});

function grep(pattern: string, folder: string): boolean {
  try {
    execFileSync("grep", ["-rqE", pattern, folder], { cwd: root });
    return true;
  } catch {
    return false;
  }
}

describe("the release", () => {
  test("has recorded what its version writes into state", () => {
    const folder = path.join(root, "tests/engine/state");
    const { version } = manifest;
    expect(readdirSync(folder)).toEqual(expect.arrayContaining([`${version}.json`, `${version}.yaml`]));
  });
});
