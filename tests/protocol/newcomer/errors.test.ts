import { once } from "node:events";
import { createServer } from "node:net";
import { homedir } from "node:os";
import { type GivenPlugin, givenPlugin } from "../../support/plugin/given-plugin";

/** What somebody reads who is new to this and has got one thing wrong. Each text is asserted whole. */
let given: GivenPlugin;
beforeEach(async () => {
  given = await givenPlugin({
    buckets: ["links", { name: "far", region: "cn-beijing" }],
    // Tests stay on loopback, so nobody asks the address where an ECS instance would find its role.
    environment: { ALIBABA_CLOUD_ECS_METADATA_DISABLED: "true" },
  });
});
afterEach(() => given.close());

const LINK = { bucket: "links", key: "latest/app.tgz", target: "releases/1.4.2/app.tgz" };

const denied = {
  kind: "error",
  status: 403,
  code: "AccessDenied",
  message: "You have no right to access this object because of bucket acl.",
} as const;

/** The error of creating LINK, with what differs between two runs replaced. */
async function errorOf(config: Record<string, string>, link = LINK): Promise<string> {
  const provider = await given.connect({ ...given.config, ...config });
  const { inputs } = await provider.check(link);
  const error = await provider.create(inputs).then(
    () => new Error("nothing failed"),
    (reason: Error) => reason,
  );
  return error.message
    .replace(/^\d+ /, "")
    .replace(/RequestId [0-9A-F]{24}/g, "RequestId …")
    .replace(/127\.0\.0\.1:\d+/g, "127.0.0.1:…")
    .replaceAll(homedir(), "~");
}

async function closedPort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, "close");
  return port;
}

describe("a newcomer who has", () => {
  test("an access key id that does not exist", async () => {
    expect(await errorOf({ accessKeyId: "LTAI5tTypo" })).toBe(
      "PERMISSION_DENIED: GetSymlink of links/latest/app.tgz failed: The OSS Access Key Id you provided " +
        "does not exist in our records (HTTP 403 InvalidAccessKeyId, EC 0002-00000902, RequestId …, at " +
        "127.0.0.1:…); check the access key id: it is unknown, disabled or of another account",
    );
  });

  test("a secret that belongs to another key", async () => {
    expect(await errorOf({ accessKeySecret: "mistyped" })).toBe(
      "PERMISSION_DENIED: GetSymlink of links/latest/app.tgz failed: The request signature we calculated " +
        "does not match the signature you provided. Check your key and signing method (HTTP 403 " +
        "SignatureDoesNotMatch, EC 0002-00000201, RequestId …, at 127.0.0.1:…); the service received " +
        "exactly what was signed, so the access key secret does not belong to the access key id",
    );
  });

  test("the region of another city", async () => {
    expect(await errorOf({ region: "cn-beijing" })).toBe(
      "INVALID_ARGUMENT: GetSymlink of links/latest/app.tgz failed: Invalid signing region in " +
        "Authorization header (HTTP 400 InvalidArgument, EC 0002-00000226, RequestId …, at 127.0.0.1:…); " +
        "set region to the one the bucket is in; it cannot be told from an accelerate or custom domain",
    );
  });

  test("a bucket that is served elsewhere", async () => {
    expect(await errorOf({}, { ...LINK, bucket: "far" })).toBe(
      "PERMISSION_DENIED: GetSymlink of far/latest/app.tgz failed: The bucket you are attempting to " +
        "access must be addressed using the specified endpoint. Please send all future requests to this " +
        "endpoint (HTTP 403 AccessDenied, RequestId …, at 127.0.0.1:…); the bucket is served at " +
        "oss-cn-beijing.aliyuncs.com: set region and endpoint accordingly",
    );
  });

  test("no such bucket", async () => {
    expect(await errorOf({}, { ...LINK, bucket: "lniks" })).toBe(
      "NOT_FOUND: GetSymlink of lniks/latest/app.tgz failed: The specified bucket does not exist (HTTP " +
        "404 NoSuchBucket, EC 0015-00000101, RequestId …, at 127.0.0.1:…); create the bucket first, or " +
        "correct its name, region or endpoint",
    );
  });

  test("no permission to write", async () => {
    given.oss.faults.add({ operation: "PutSymlink", effect: denied });
    expect(await errorOf({})).toBe(
      "PERMISSION_DENIED: PutSymlink of links/latest/app.tgz failed: You have no right to access this " +
        "object because of bucket acl (HTTP 403 AccessDenied, RequestId …, at 127.0.0.1:…); grant " +
        "oss:PutObject (and oss:PutObjectTagging for tags, oss:PutObjectAcl for an ACL) by RAM or bucket " +
        "policy, or use other credentials",
    );
  });

  test("no permission to look", async () => {
    given.oss.faults.add({ operation: "GetSymlink", effect: denied });
    expect(await errorOf({})).toBe(
      "PERMISSION_DENIED: GetSymlink of links/latest/app.tgz failed: You have no right to access this " +
        "object because of bucket acl (HTTP 403 AccessDenied, RequestId …, at 127.0.0.1:…); grant " +
        "oss:GetObject (oss:GetObjectVersion for a version) by RAM or bucket policy, or use other " +
        "credentials",
    );
  });

  test("forgotten to start the local server", async () => {
    const endpoint = `http://127.0.0.1:${await closedPort()}`;
    expect(await errorOf({ endpoint, maxRetries: "0" })).toBe(
      "UNAVAILABLE: GetSymlink of links/latest/app.tgz failed: the connection was refused (ECONNREFUSED) " +
        "(ConnectionFailed, at 127.0.0.1:…); start the local server there (oss-symlink emulator), or correct " +
        "the endpoint",
    );
  });

  test("neither key nor profile", async () => {
    expect(await errorOf({ accessKeyId: "", accessKeySecret: "" })).toBe(
      "UNAUTHENTICATED: Getting credentials failed: none of 6 sources has any (1. environment: " +
        "OSS_ACCESS_KEY_ID and OSS_ACCESS_KEY_SECRET are not set, ALIBABA_CLOUD_ACCESS_KEY_ID and " +
        "ALIBABA_CLOUD_ACCESS_KEY_SECRET are not set, ALICLOUD_ACCESS_KEY and ALICLOUD_SECRET_KEY are not " +
        "set, ALIBABACLOUD_ACCESS_KEY_ID and ALIBABACLOUD_ACCESS_KEY_SECRET are not set; 2. OIDC role: " +
        "ALIBABA_CLOUD_ROLE_ARN, ALIBABA_CLOUD_OIDC_PROVIDER_ARN, ALIBABA_CLOUD_OIDC_TOKEN_FILE not set; " +
        "3. current profile of the aliyun CLI: ~/.aliyun/config.json does not exist; 4. section default of " +
        "the credentials file: ~/.alibabacloud/credentials does not exist; 5. RAM role of the ECS " +
        "instance: ALIBABA_CLOUD_ECS_METADATA_DISABLED is true; 6. credentials URI: " +
        "ALIBABA_CLOUD_CREDENTIALS_URI is not set) (NoCredentials); set OSS_ACCESS_KEY_ID and " +
        "OSS_ACCESS_KEY_SECRET, or configure accessKeyId and accessKeySecret, a profile or a role",
    );
  });
});

describe("a preview for somebody who", () => {
  const previewOf = async (config: Record<string, string>): Promise<string[]> => {
    const provider = await given.connect({ ...given.config, ...config });
    for (const key of ["latest/app.tgz", "latest/notes.txt"]) {
      const { inputs } = await provider.check({ ...LINK, key });
      await provider.create(inputs, { preview: true });
    }
    return given.warnings();
  };

  test.each([
    ["has no credentials", { accessKeyId: "", accessKeySecret: "" }, "NoCredentials"],
    ["has mistyped the secret", { accessKeySecret: "mistyped" }, "SignatureDoesNotMatch"],
  ])("%s says so once, not for each link and target", async (_who, config, code) => {
    expect(await previewOf(config)).toEqual([expect.stringContaining(code)]);
  });

  test("may not read the links says so for each, and looks at the targets", async () => {
    given.oss.faults.add({ operation: "GetSymlink", effect: denied });
    const warnings = await previewOf({});
    expect(warnings.filter((text) => text.startsWith("could not look ahead"))).toHaveLength(2);
    expect(warnings.filter((text) => text.startsWith("the target"))).toHaveLength(2);
  });
});
