/**
 * npm run demo [-- --keep]
 *
 * The main job, told as a story: a local OSS server, a bucket with two releases, a real Pulumi program on the real engine.
 * Leaves nothing behind, however it ends; --keep leaves server and stack for playing and says how to go on.
 */
const { setup } = require("./setup.js");
setup();

const { spawnSync } = require("node:child_process");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { scrubbedEnvironment } = require("./environment.js");
const { bold, chapter, check, tell } = require("./demo/narrator.js");
const { startServer } = require("./demo/server.js");
const { bucket, openShop } = require("./demo/shop.js");
const { createStack } = require("./demo/stack.js");

const keep = process.argv.includes("--keep");
const undo = [];

async function main() {
  const unknown = process.argv.slice(2).filter((argument) => argument !== "--keep");
  if (unknown.length > 0) throw new Error(`the demo knows only --keep, not ${unknown.join(" ")}`);
  const started = Date.now();
  const environment = scrubbedEnvironment();
  const engine = findEngine();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "oss-symlink-demo-"));
  undo.push(() => fs.rmSync(folder, { recursive: true, force: true }));

  const server = await startServer(environment, { detached: keep, log: path.join(folder, "server.log") });
  undo.push(server.stop);
  const shop = await openShop(server);
  undo.push(shop.close);
  const stack = await createStack({ folder, engine, server, environment });
  undo.push(stack.interrupt);

  await tellStory({ server, shop, stack });
  tell("");
  tell(bold(`That took ${((Date.now() - started) / 1000).toFixed(0)} seconds.`));
  if (!keep) return;
  undo.splice(0, undo.length, shop.close);
  explainHowToGoOn({ folder, server, stack });
}

async function tellStory({ server, shop, stack }) {
  const latest = "latest/app.tgz";

  chapter("A bucket with two releases");
  tell(
    `A local OSS server runs at ${server.endpoint}; its bucket ${bucket} holds releases ${shop.releases.join(" and ")}.`,
  );
  check(`nobody can download ${latest} yet`, (await shop.download(latest)) === undefined);

  chapter("Declare stable names, look, deploy");
  await succeed(stack.show(["preview"]));
  await succeed(stack.show(["up"]));
  check(`${latest} now gives "${await shop.download(latest)}"`, (await shop.download(latest))?.endsWith("1.4.2"));

  chapter("Release 1.4.3: one changed value flips every link of the layout");
  await succeed(stack.show(["config", "set", "release", "1.4.3"]));
  await succeed(stack.show(["preview", "--diff"]));
  await succeed(stack.show(["up"]));
  check(`${latest} now gives "${await shop.download(latest)}"`, (await shop.download(latest))?.endsWith("1.4.3"));

  chapter("Somebody moves a link by hand; the next deployment puts it back");
  await shop.pointElsewhere(latest, "releases/1.4.2/app.tgz");
  check(
    `${latest} was moved back to "${await shop.download(latest)}"`,
    (await shop.download(latest))?.endsWith("1.4.2"),
  );
  await succeed(stack.show(["up", "--refresh"]));
  check(`${latest} gives "${await shop.download(latest)}" again`, (await shop.download(latest))?.endsWith("1.4.3"));

  chapter("A name that belongs to somebody else is not touched, and does not keep the others back");
  await succeed(stack.show(["destroy"]));
  check("the links are gone, the releases are not", await onlyReleasesAreLeft(shop));
  await shop.upload("latest/notes.txt", "written by hand, not a link");
  const refused = await stack.show(["up"]);
  check("the deployment failed, and said which link and why", refused.code !== 0);
  const kept = await shop.download("latest/notes.txt");
  check(`latest/notes.txt is still "${kept}"`, kept === "written by hand, not a link");
  check(
    `${latest} gives "${await shop.download(latest)}" all the same`,
    (await shop.download(latest))?.endsWith("1.4.3"),
  );

  if (keep) return;
  chapter("Take it all down");
  await succeed(stack.show(["destroy"]));
  check("the links are gone, the releases are not", await onlyReleasesAreLeft(shop));
  check("the object that was not ours is still there", (await shop.download("latest/notes.txt")) === kept);
}

async function onlyReleasesAreLeft(shop) {
  return (
    (await shop.download("latest/app.tgz")) === undefined &&
    (await shop.download("releases/1.4.3/app.tgz")) !== undefined
  );
}

async function succeed(running) {
  const { code } = await running;
  if (code !== 0) throw new Error(`the command above ended with status ${code}`);
}

/** The folder of the engine; where none can be had, its own message is the end of the demo. */
function findEngine() {
  const result = spawnSync(process.execPath, [path.join(__dirname, "engine.js")], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (result.status !== 0) process.exit(1);
  return result.stdout.trim().split("\n").at(-1);
}

function explainHowToGoOn({ folder, server, stack }) {
  console.log(`\n${bold("Server and stack are left for you. To go on:")}\n`);
  console.log(`cd '${stack.project}'`);
  for (const [name, value] of Object.entries(stack.environment)) console.log(`export ${name}='${value}'`);
  console.log("pulumi preview");
  console.log(`\n${bold("To clean up:")}\n\nkill ${server.pid}; rm -rf '${folder}'`);
}

/** Last made, first undone. */
async function cleanUp() {
  while (undo.length > 0) await undo.pop()();
}

async function endBySignal(signal) {
  console.log(`\nstopped by ${signal}; cleaning up`);
  await cleanUp();
  process.exit(128 + os.constants.signals[signal]);
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => void endBySignal(signal));

main()
  .catch((error) => {
    console.error(`\nThe demo failed: ${error.message}`);
    process.exitCode = 1;
  })
  .finally(cleanUp);
