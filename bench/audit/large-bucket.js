/**
 * A local server with a bucket of many keys, every tenth of them a link: `node large-bucket.js KEYS`. The keys are put
 * into the server's store directly, as a million requests would take longer than what is measured. Prints its endpoint.
 */
const { Store } = require("../../dist/emulator/store/store.js");
const { NO_BODY, NO_PAIRS } = require("../../dist/emulator/store/model.js");
const { startEmulator } = require("../../dist/emulator");

let store;
const { commit } = Store.prototype;
Store.prototype.commit = function (record) {
  store = this;
  return commit.call(this, record);
};

const COMMON = {
  versionId: "null",
  lastModified: Date.now() - (Date.now() % 1000),
  body: NO_BODY,
  crc64: "0",
  headers: NO_PAIRS,
  acl: "default",
  tags: NO_PAIRS,
  storageClass: "Standard",
  restore: undefined,
};

function version(at) {
  const name = String(at).padStart(8, "0");
  const etag = name.padStart(32, "0");
  if (at % 10 !== 0) return { ...COMMON, key: `releases/1.4.2/${name}.tgz`, kind: "Normal", etag, target: "" };
  // Every tenth of the links leads nowhere.
  const target = `releases/1.4.2/${String(at + (at % 100 === 0 ? 0 : 1)).padStart(8, "0")}.tgz`;
  return { ...COMMON, key: `latest/${name}.tgz`, kind: "Symlink", etag, target };
}

async function main(keys) {
  const { endpoint } = await startEmulator({ buckets: ["large"], keptRequests: 1000 });
  for (let at = 0; at < keys; at++) store.commit({ op: "put", bucket: "large", version: version(at) });
  process.stdout.write(`${endpoint}\n`);
}

main(Number(process.argv[2]));
