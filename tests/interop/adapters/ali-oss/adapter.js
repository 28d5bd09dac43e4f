/** ali-oss on Node. Argument: the folder the package is installed in. */
const http = require("node:http");
const { createRequire } = require("node:module");
const path = require("node:path");
const { serve } = require("../node/lines.js");
const { aliOssOperations, describeAliOssError } = require("./operations.js");

const OSS = createRequire(path.join(process.argv[2], "package.json"))("ali-oss");

/** Every name is this machine: bucket names in the host need no resolver. */
const localAgent = new http.Agent({
  keepAlive: true,
  lookup: (_name, options, done) =>
    options.all ? done(null, [{ address: "127.0.0.1", family: 4 }]) : done(null, "127.0.0.1", 4),
});

function newClient({ endpoint, region, accessKeyId, accessKeySecret, securityToken, signature, addressing }, bucket) {
  return new OSS({
    // Presigning is refused for an endpoint that is an IP address.
    endpoint: endpoint.replace("127.0.0.1", "localhost"),
    region: `oss-${region}`,
    accessKeyId,
    accessKeySecret,
    ...(securityToken ? { stsToken: securityToken } : {}),
    ...(bucket ? { bucket } : {}),
    authorizationV4: signature === "v4",
    sldEnable: addressing === "path",
    agent: localAgent,
  });
}

// The package warns of tokens without a refresher on stdout's neighbour only; keep stdout for the protocol.
console.log = console.error;
serve(aliOssOperations(newClient), describeAliOssError);
