/** The bucket of the demo, as somebody else sees it: over plain HTTP, and through the OSS client without Pulumi. */
const bucket = "downloads";
const releases = ["1.4.2", "1.4.3"];

/** The bucket, readable by everybody, with two releases in it. */
async function openShop(server) {
  const { createClient } = require("../../dist/provider/oss/index.js");
  const client = createClient({
    endpoint: server.endpoint,
    region: server.region,
    credentials: { accessKeyId: server.accessKeyId, accessKeySecret: server.accessKeySecret },
  });
  await client.putBucket(bucket, { acl: "public-read" });
  for (const release of releases) {
    await client.putObject(bucket, `releases/${release}/app.tgz`, `the program, version ${release}`);
    await client.putObject(bucket, `releases/${release}/linux/app.tgz`, `the program for Linux, version ${release}`);
    await client.putObject(bucket, `releases/${release}/notes.txt`, `what is new in ${release}`);
  }
  return {
    releases,
    /** What a customer downloads; undefined when there is nothing of that name. */
    async download(key) {
      const response = await fetch(`${server.endpoint}/${bucket}/${key}`);
      const text = await response.text();
      return response.ok ? text : undefined;
    },
    pointElsewhere: (key, target) => client.putSymlink(bucket, key, { target }),
    upload: (key, text) => client.putObject(bucket, key, text),
    close: () => client.close(),
  };
}

module.exports = { bucket, openShop };
