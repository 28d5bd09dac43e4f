import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { blocksOf, blockUnder, ROOT } from "../../support/docs/markdown";
import { builtPackage } from "../../support/plugin/built";
import { describeOnEngine, engineDirectory } from "../harness";
import { environmentOf, type Variables } from "../harness/environment";
import { type Folders, makeFolders, removeFolders } from "../harness/folders";
import { runTool } from "../harness/tools";

// Installs from the registry.
jest.setTimeout(300_000);

const PAGE = "docs/getting-started.md";
const [install = "", serve = "", prepare = "", deploy = "", cleanUp = ""] = blocksOf(PAGE)
  .filter(({ language }) => language === "sh")
  .map(({ text }) => text.trim());

let folders: Folders;
let env: Variables;
beforeEach(() => {
  folders = makeFolders();
  const { PULUMI_BACKEND_URL, PULUMI_CONFIG_PASSPHRASE, ...rest } = environmentOf(folders, engineDirectory(), {});
  // What npm has fetched before is not fetched again.
  const npm_config_cache = execFileSync("npm", ["config", "get", "cache"], { encoding: "utf8" }).trim();
  env = {
    ...rest,
    REHEARSAL: folders.temporary,
    npm_config_cache,
    npm_config_prefer_offline: "true",
    npm_config_audit: "false",
  };
});
afterEach(() => removeFolders(folders));

const project = () => join(folders.program, "links");

/** Commands as they stand there, but for questions that nobody answers here. */
function run(commands: string, folder = project()): Promise<string> {
  const unasked = commands
    .replace(/^pulumi (up|destroy)$/gm, "pulumi $1 --yes --skip-preview")
    .replace(/^pulumi stack rm dev$/gm, "$& --yes");
  return runTool("sh", ["-e", "-c", unasked], folder, env);
}

/** The server of the page, on a port that is free. */
async function startServer() {
  const [command = "", ...args] = serve.split(" ");
  // Of the same process group as npx, so that both can be ended.
  const server = spawn(command, [...args, "--port", "0"], { cwd: project(), env, detached: true });
  const [line] = (await once(createInterface({ input: server.stdout }), "line")) as [string];
  return { endpoint: JSON.parse(line).endpoint as string, stop: () => process.kill(-Number(server.pid), "SIGKILL") };
}

describeOnEngine(PAGE, () => {
  test("leads from an empty folder to a flipped release, word for word", async () => {
    const tarball = join(folders.temporary, "pulumi-oss-symlink-*.tgz");
    await run(blockUnder("docs/releasing.md", "Rehearsal", "sh"), builtPackage());
    await run(install.replace("npm install pulumi-oss-symlink", `npm install ${tarball}`), folders.program);
    const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
    expect(await run("npx oss-symlink --version")).toBe(`${version}\n`);
    const server = await startServer();
    try {
      const surroundings = prepare.replace("http://127.0.0.1:9000", server.endpoint);
      const [exports = ""] = surroundings.split("\nfor ");
      await run(surroundings);
      writeFileSync(join(project(), "Pulumi.yaml"), blockUnder(PAGE, "3. Declare a link", "yaml"));
      const said = await run(`${exports}\n${deploy}`);
      expect(said).toMatch(/the program, 1\.4\.2\n[\s\S]*the program, 1\.4\.3\n$/);
      expect(said).toContain(blockUnder(PAGE, "4. Deploy it, and flip the release", "text").trim());
      const left = await run(`${exports}\n${cleanUp}\ncurl -s $OSS_ENDPOINT/downloads/`);
      expect([...left.matchAll(/<Key>([^<]*)/g)].map(([, key]) => key)).toEqual([
        "releases/1.4.2/app.tgz",
        "releases/1.4.3/app.tgz",
      ]);
      // What the engine does with a plugin's folder.
      await run("npm run --silent prepare", join(project(), "node_modules/pulumi-oss-symlink"));
    } finally {
      server.stop();
    }
  });
});
