/**
 * What the SDK costs a program: the time that importing it adds to importing @pulumi/pulumi, each in a fresh process,
 * in turns; and what it loads beside.
 */
const { spawnSync } = require("node:child_process");
const path = require("node:path");

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 15);
const SDK = path.join(__dirname, "..", "dist", "sdk", "index.js");
const HOST = path.join(__dirname, "..", "dist", "provider", "dynamic.js");
const FOREIGN = /node_modules\/(undici|fast-xml-parser|@alicloud)\/|provider\/oss\//;

/** Milliseconds that `wanted` adds once `before` is loaded, and the files it brought along. */
function load(before, wanted) {
  const script = `
    for (const name of ${JSON.stringify(before)}) require(name);
    const known = new Set(Object.keys(require.cache));
    const started = process.hrtime.bigint();
    require(${JSON.stringify(wanted)});
    const milliseconds = Number(process.hrtime.bigint() - started) / 1e6;
    const files = Object.keys(require.cache).filter((file) => !known.has(file));
    console.log(JSON.stringify({ milliseconds, files }));`;
  const { stdout, status, stderr } = spawnSync(process.execPath, ["-e", script], { cwd: __dirname, encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

function median(values) {
  return values.sort((left, right) => left - right)[Math.floor(values.length / 2)];
}

async function sdk() {
  const [pulumi, added, host] = [[], [], []];
  let files = [];
  for (let round = 0; round < ROUNDS; round++) {
    pulumi.push(load([], "@pulumi/pulumi").milliseconds);
    const own = load(["@pulumi/pulumi"], SDK);
    added.push(own.milliseconds);
    files = own.files;
    host.push(load(["@pulumi/pulumi/cmd/dynamic-provider/config", "@pulumi/pulumi"], HOST).milliseconds);
  }
  const foreign = files.filter((file) => FOREIGN.test(file)).length;
  const figure = (name, value, goal, ok) => ({
    name,
    value: Number(value.toFixed(1)),
    unit: "ms",
    ...(goal && { goal, ok }),
  });
  return [
    figure("sdk/import-pulumi", median(pulumi)),
    figure("sdk/import-added", median(added), "< 30", median(added) < 30),
    figure("sdk/load-dynamic-host", median(host)),
    { name: "sdk/foreign-files", value: foreign, unit: "files", goal: "0", ok: foreign === 0 },
  ];
}

module.exports = { sdk };
