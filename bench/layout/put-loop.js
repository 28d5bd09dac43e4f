/**
 * Puts so many links, so many at once, by a client without the plugin, in a process of its own that PUT_LOOP tells
 * by which client, "ours" or "ali-oss". Prints the time that it took from the first call on, and the CPU time of the whole process.
 */
const { spawnSync } = require("node:child_process");

const BUCKET = "bench";

function putsBy(client, options) {
  const { status, stdout } = spawnSync(process.execPath, [__filename], {
    env: { ...process.env, PUT_LOOP: JSON.stringify({ client, ...options }) },
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (status !== 0) throw new Error(`the puts by ${client} ended with ${status}`);
  return JSON.parse(stdout.toString());
}

function ours({ config, atOnce }) {
  const { createClient } = require("../../dist/provider/oss/index.js");
  const { endpoint, region, accessKeyId, accessKeySecret } = config;
  const credentials = { accessKeyId, accessKeySecret };
  const client = createClient({ endpoint, region, credentials, maxConnections: atOnce });
  return (key, target) => client.putSymlink(BUCKET, key, { target });
}

function aliOss({ config, atOnce, aliOssFolder }) {
  const { createAliOss } = require("../client/ali-oss.js");
  const client = createAliOss(aliOssFolder, { ...config, bucket: BUCKET, connections: atOnce });
  return (key, target) => client.putSymlink(key, target);
}

/** Runs in the child. */
async function main({ client, count, atOnce, release, ...options }) {
  const put = { ours, "ali-oss": aliOss }[client]({ atOnce, ...options });
  const begun = performance.now();
  let next = 0;
  const lane = async () => {
    for (let index = next++; index < count; index = next++) {
      const name = `folder/file-${String(index).padStart(6, "0")}.tgz`;
      await put(`${client}-${count}/${name}`, `releases/${release}/${name}`);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  const { user, system } = process.cpuUsage();
  process.stdout.write(JSON.stringify({ ms: performance.now() - begun, cpuMs: (user + system) / 1000 }), () =>
    process.exit(),
  );
}

module.exports = { putsBy };

if (require.main === module) main(JSON.parse(process.env.PUT_LOOP));
