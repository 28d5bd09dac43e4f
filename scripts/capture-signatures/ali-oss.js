/** Sends signed requests with ali-oss to the recording server named in the environment. Run by capture-signatures.js. */
const OSS = require("ali-oss");
const { ENDPOINT, SIGNATURE, TOKEN, ACCESS_KEY_ID, ACCESS_KEY_SECRET } = process.env;

const client = new OSS({
  accessKeyId: ACCESS_KEY_ID,
  accessKeySecret: ACCESS_KEY_SECRET,
  ...(TOKEN ? { stsToken: TOKEN } : {}),
  bucket: "capture-bucket",
  endpoint: ENDPOINT,
  region: "oss-cn-hangzhou",
  sldEnable: true,
  authorizationV4: SIGNATURE === "v4",
});

const calls = [
  () =>
    client.putSymlink("link/one +%.txt", "dir/target ä+.txt", {
      meta: { owner: "me", "b-c": "2" },
      storageClass: "IA",
    }),
  () => client.getSymlink("link/one +%.txt", { versionId: "CAEQ/+=" }),
  () => client.getSymlink("链接"),
  () => client.head("a//b"),
  () => client.delete("emoji 😀"),
  () => client.getObjectTagging("k", { versionId: "null" }),
  () => client.putObjectTagging("k", { a: "1", "b c": "x/y" }),
  () => client.putACL("k", "private"),
  () => client.listV2({ prefix: "p q/", "max-keys": 7 }),
  () => client.getBucketVersions({ prefix: "p" }),
  () => client.deleteMulti(["x", "y&z"]),
];

(async () => {
  for (const call of calls) await call().catch(() => {});
})();
