import { execFileSync } from "node:child_process";
import { join } from "node:path";

/** The sources themselves, compiled as they are loaded: this test needs no build. */
const LOAD = `
  const { transformSync } = require("@swc/core");
  const { readFileSync } = require("node:fs");
  const options = { jsc: { target: "es2022", parser: { syntax: "typescript" } }, module: { type: "commonjs" } };
  require.extensions[".ts"] = (module, file) => module._compile(transformSync(readFileSync(file, "utf8"), options).code, file);
  const before = new Set(Object.keys(require.cache));
  require("./policy/index.ts");
  console.log(JSON.stringify(Object.keys(require.cache).filter((file) => !before.has(file))));`;

test("importing the rules loads no package at all, neither Pulumi nor its policies", () => {
  const root = join(__dirname, "../../..");
  const loaded: string[] = JSON.parse(execFileSync(process.execPath, ["-e", LOAD], { cwd: root, encoding: "utf8" }));
  expect(loaded.length).toBeGreaterThan(10);
  expect(loaded.filter((file) => file.includes("node_modules"))).toEqual([]);
});
