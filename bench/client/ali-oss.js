/** The service's own client for Node.js, installed once into the user's cache. */
const { execFileSync } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");
const { ensureCached } = require("../../scripts/cache.js");

const VERSION = "6.23.0";

/** The folder of the package. */
async function installAliOss() {
  const folder = await ensureCached(`ali-oss-${VERSION}`, async (draft) => {
    fs.writeFileSync(path.join(draft, "package.json"), "{}");
    execFileSync("npm", ["install", "--no-audit", "--no-fund", `ali-oss@${VERSION}`], {
      cwd: draft,
      stdio: ["ignore", 2, 2],
    });
  });
  return path.join(folder, "node_modules", "ali-oss");
}

/** A client that holds so many connections open. */
function createAliOss(folder, { endpoint, region, accessKeyId, accessKeySecret, bucket, connections }) {
  const OSS = require(folder);
  const Agent = require(require.resolve("agentkeepalive", { paths: [folder] }));
  return new OSS({
    accessKeyId,
    accessKeySecret,
    bucket,
    // To an IP address it sends the host name of bucket and service, although the path has the bucket already.
    endpoint: endpoint.replace("127.0.0.1", "localhost"),
    region: `oss-${region}`,
    sldEnable: true,
    authorizationV4: true,
    agent: new Agent({ maxSockets: connections, keepAlive: true }),
  });
}

module.exports = { createAliOss, installAliOss };
