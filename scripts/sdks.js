/**
 * The SDKs that `pulumi install` would generate into a project's folder `sdks/`, made by the official generators without
 * a language host: `node scripts/sdks.js LANGUAGE` prints the folder to copy there. Needs Go, once per schema.
 */
const { execFile } = require("node:child_process");
const { createHash } = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");
const { promisify } = require("node:util");
const { ensureCached } = require("./cache.js");
const { CLI_MODULE } = require("./engine/pins.js");

const run = promisify(execFile);
const root = path.join(__dirname, "..");
const SCHEMA = path.join(root, "sdk", "schema.json");
const GENERATOR = ["go.mod", "go.sum", "gensdk/main.go"];

/** What makes the output of each generator ready for use. */
const FINISH = { nodejs: compileNodejs, python: async () => {}, go: async () => {} };

/** The folder of the cache that holds the SDK of `language`. */
async function generatedSdk(language) {
  if (!FINISH[language]) throw new Error(`no SDK for "${language}"; there are ${Object.keys(FINISH).join(", ")}`);
  const digest = createHash("sha256").update(fs.readFileSync(SCHEMA)).update(recipe());
  const entry = `sdks/${language}-${digest.digest("hex").slice(0, 16)}`;
  return ensureCached(entry, async (draft) => {
    const scratch = fs.mkdtempSync(`${draft}.generated-`);
    try {
      await run(path.join(await generator(), "gensdk"), [SCHEMA, scratch, language]);
      fs.cpSync(path.join(scratch, language), draft, { recursive: true });
    } finally {
      fs.rmSync(scratch, { recursive: true, force: true });
    }
    await FINISH[language](draft);
  });
}

function recipe() {
  const parts = [...GENERATOR.map((file) => path.join(CLI_MODULE, file)), __filename];
  return Buffer.concat(parts.map((file) => fs.readFileSync(file)));
}

/** Shares the compiled packages with the build of the engine. */
function generator() {
  const digest = createHash("sha256").update(recipe()).digest("hex").slice(0, 16);
  return ensureCached(`gensdk/${process.platform}-${process.arch}-${digest}`, async (draft) => {
    const flags = ["-trimpath", "-tags", "osusergo,grpcnotrace", "-ldflags", "-s -w"];
    const env = { ...process.env, CGO_ENABLED: "0", GOFLAGS: "-mod=readonly -buildvcs=false", GOWORK: "off" };
    await run("go", ["build", ...flags, "-o", `${draft}/`, "./gensdk"], { cwd: CLI_MODULE, env });
  });
}

/** What npm does after installing such an SDK: its own script, with the TypeScript of node_modules. */
async function compileNodejs(sdk) {
  const modules = path.join(sdk, "node_modules");
  fs.symlinkSync(path.join(root, "node_modules"), modules);
  const env = { ...process.env, PATH: `${path.join(root, "node_modules/.bin")}${path.delimiter}${process.env.PATH}` };
  const { scripts } = JSON.parse(fs.readFileSync(path.join(sdk, "package.json"), "utf8"));
  await run("sh", ["-c", scripts.postinstall], { cwd: sdk, env });
  fs.unlinkSync(modules);
}

if (require.main === module) {
  generatedSdk(process.argv[2]).then(console.log, (error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}

module.exports = { generatedSdk };
