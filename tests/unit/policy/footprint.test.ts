import { execFileSync } from "node:child_process";
import { join } from "node:path";

const ROOT = join(__dirname, "../../..");

/** The sources themselves, compiled as they are loaded: this test needs no build. */
const PREPARE = `
  const { transformSync } = require("@swc/core");
  const { readFileSync } = require("node:fs");
  const options = { jsc: { target: "es2022", parser: { syntax: "typescript" } }, module: { type: "commonjs" } };
  require.extensions[".ts"] = (module, file) => module._compile(transformSync(readFileSync(file, "utf8"), options).code, file);
  const before = new Set(Object.keys(require.cache));
  const policy = require("./policy/index.ts");`;

function run(script: string): string {
  return execFileSync(process.execPath, ["-e", PREPARE + script], { cwd: ROOT, encoding: "utf8" }).trim();
}

describe("importing the rules", () => {
  test("loads no package at all, neither Pulumi nor its policies", () => {
    const loaded: string[] = JSON.parse(
      run(`console.log(JSON.stringify(Object.keys(require.cache).filter((file) => !before.has(file))))`),
    );
    expect(loaded.length).toBeGreaterThan(10);
    expect(loaded.filter((file) => file.includes("node_modules"))).toEqual([]);
  });

  test("works without @pulumi/policy, and only serving a pack misses it, in a sentence that says what to do", () => {
    const said = run(`
      require("node:module")._resolveFilename = ((resolve) => (name, ...rest) => {
        if (name === "@pulumi/policy") throw new Error("Cannot find module");
        return resolve(name, ...rest);
      })(require("node:module")._resolveFilename);
      console.log(policy.linkPolicies.length);
      try { policy.startLinkPack("links"); } catch (error) { console.log(error.message); }`);
    expect(said.split("\n")).toEqual([
      "10",
      `a policy pack needs the npm package @pulumi/policy, and it is not installed: run npm install @pulumi/policy in ${ROOT}`,
    ]);
  });
});
