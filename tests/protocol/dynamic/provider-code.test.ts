import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LAYOUT_PROVIDER_CODE, PROVIDER_CODE } from "../../../sdk/provider-code";

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "oss-symlink-copies-")));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Loads the provider as the engine's dynamic provider does, from the folder of a program. */
function loadProvider(): string {
  const script = `
    const requireFromString = require(${JSON.stringify(require.resolve("require-from-string"))});
    try { console.log(requireFromString(process.argv[1]).handler()); }
    catch (error) { console.log(\`\${error}: \${error.stack}\`); }`;
  return execFileSync(process.execPath, ["-e", script, PROVIDER_CODE], { cwd: folder, encoding: "utf8" });
}

function installPackage(files: Record<string, string>): void {
  const target = join(folder, "node_modules", "pulumi-oss-symlink");
  mkdirSync(target, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(target, name), text);
}

describe("the provider's code in state", () => {
  test("is a constant for ever", () => {
    expect(PROVIDER_CODE).toMatchInlineSnapshot(`
"exports.handler = () => {
  try { return require("pulumi-oss-symlink/dynamic-host").symlinkProvider; }
  catch ({ message }) {
    throw Object.assign(new Error("the npm package pulumi-oss-symlink cannot be loaded from " + process.cwd() + ": " + message.split("\\n")[0] + "; make it a direct dependency of the program there and run npm install, and npm dedupe if npm ls pulumi-oss-symlink shows two versions"), { stack: "" });
  }
};"
`);
  });

  test("is the same for layouts, but for what it loads", () => {
    expect(LAYOUT_PROVIDER_CODE.split("layoutProvider")).toEqual(PROVIDER_CODE.split("symlinkProvider"));
    expect(LAYOUT_PROVIDER_CODE.split("layoutProvider")).toHaveLength(2);
  });

  test("loads the host from the package beside the program", () => {
    const manifest = JSON.stringify({ exports: { "./dynamic-host": "./host.js" } });
    installPackage({ "package.json": manifest, "host.js": 'exports.symlinkProvider = "the host";' });
    expect(loadProvider()).toBe("the host\n");
  });

  test("says how to mend a missing package", () => {
    expect(loadProvider()).toBe(
      `Error: the npm package pulumi-oss-symlink cannot be loaded from ${folder}: Cannot find module 'pulumi-oss-symlink/dynamic-host'; make it a direct dependency of the program there and run npm install, and npm dedupe if npm ls pulumi-oss-symlink shows two versions: \n`,
    );
  });

  test("says how to mend a copy of another version", () => {
    installPackage({ "package.json": JSON.stringify({ exports: { ".": "./index.js" } }) });
    expect(loadProvider()).toContain(
      `cannot be loaded from ${folder}: Package subpath './dynamic-host' is not defined`,
    );
  });
});
