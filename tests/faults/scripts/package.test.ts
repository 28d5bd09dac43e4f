import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";

const root = path.join(__dirname, "../../..");
const manifest = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));

function packedFiles(): string[] {
  const output = execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
    cwd: root,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  return JSON.parse(output)[0].files.map((file: { path: string }) => file.path);
}

function exportedFiles(): [name: string, file: string][] {
  return Object.entries(manifest.exports as Record<string, string | Record<string, string>>).flatMap(
    ([name, target]) => {
      const targets = typeof target === "string" ? [target] : Object.values(target);
      return targets.map((file): [string, string] => [name, file]);
    },
  );
}

describe("the packed package", () => {
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
});
