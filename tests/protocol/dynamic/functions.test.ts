/** The plain functions of the SDK as a program calls them, against a local OSS server. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { RunError } from "@pulumi/pulumi";
import { setAllConfig } from "@pulumi/pulumi/runtime";
import { type Emulator, startEmulator } from "../../../emulator";
import { createClient } from "../../../provider/oss";
import { auditSymlinks, type GetSymlinkArgs, getSymlink, getSymlinks, type OssOptions } from "../../../sdk";
import { builtPackage } from "../../support/plugin/built";

const run = promisify(execFile);
const SECRET = "the-secret-of-the-key";

let oss: Emulator;
let options: OssOptions;
beforeAll(async () => {
  oss = await startEmulator({ buckets: ["links"], accessKeyId: "the-key", accessKeySecret: SECRET });
  const { endpoint, region, accessKeyId, accessKeySecret } = oss;
  options = { endpoint, region, accessKeyId, accessKeySecret };
  const client = createClient({ endpoint, region, credentials: { accessKeyId, accessKeySecret } });
  await client.putObject("links", "releases/1/app.tgz", "content");
  await client.putSymlink("links", "latest/app.tgz", { target: "releases/1/app.tgz", metadata: { owner: "me" } });
  await client.putSymlink("links", "latest/gone.tgz", { target: "releases/0/gone.tgz" });
  client.close();
});
afterEach(() => setAllConfig({}));
afterAll(() => oss?.close());

/** What went wrong with a call, in words. */
async function failureOf(call: Promise<unknown>): Promise<string> {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  // Pulumi shows the message of such an error without the stack of the program.
  expect(RunError.isInstance(error)).toBe(true);
  return String((error as Error).message);
}

describe("the plain functions", () => {
  test("answer with plain values", async () => {
    const link = await getSymlink({ bucket: "links", key: "latest/app.tgz", versionId: undefined }, options);
    expect(link).toStrictEqual({
      bucket: "links",
      key: "latest/app.tgz",
      target: "releases/1/app.tgz",
      metadata: { owner: "me" },
      contentType: "application/gzip",
      etag: expect.stringMatching(/^[0-9A-F]{32}$/),
      lastModified: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      url: `${oss.endpoint}/links/latest/app.tgz`,
    });
    const { links, ...place } = await getSymlinks({ bucket: "links", prefix: "latest/" }, options);
    expect(place).toStrictEqual({ bucket: "links", prefix: "latest/" });
    expect(links.map(({ key, target }) => [key, target])).toEqual([
      ["latest/app.tgz", "releases/1/app.tgz"],
      ["latest/gone.tgz", "releases/0/gone.tgz"],
    ]);
    expect(await auditSymlinks({ bucket: "links" }, options)).toStrictEqual({
      bucket: "links",
      prefix: "",
      links: 2,
      errors: 1,
      warnings: 0,
      counts: { dangling: 1 },
      problems: [
        {
          key: "latest/gone.tgz",
          target: "releases/0/gone.tgz",
          kind: "dangling",
          severity: "error",
          message: expect.stringContaining("its target does not exist"),
        },
      ],
    });
  });

  test("take region and credentials from the stack's configuration, and what the caller gives before that", async () => {
    const configured = Object.entries(options).map(([name, value]) => [`oss-symlink:${name}`, String(value)]);
    const more = { "oss-symlink:maxRetries": "0", "oss-symlink:requestPayer": "false" };
    setAllConfig({ ...Object.fromEntries(configured), ...more });
    const args = { bucket: "links", key: "latest/app.tgz" };
    expect(await getSymlink(args)).toMatchObject({ target: "releases/1/app.tgz" });
    expect(await getSymlink(args, { region: undefined })).toMatchObject({ target: "releases/1/app.tgz" });
    expect(await failureOf(getSymlink(args, { accessKeySecret: "wrong" }))).toContain("SignatureDoesNotMatch");
  });

  test("ask nothing where arguments are wrong, and say all that is wrong with them", async () => {
    const before = oss.requests().length;
    expect(await failureOf(getSymlinks({ bucket: "UPPER", limit: 0 }, options))).toMatch(
      /^getSymlinks: bucket must be 3 to 63 lower-case letters.*; limit must be a whole number from 1 to 1000000$/,
    );
    const odd = { bukket: "links", key: 5 } as unknown as GetSymlinkArgs;
    const said = await failureOf(getSymlink(odd, options));
    for (const part of ["bucket is missing", 'did you mean "bucket"?', "key must be text"])
      expect(said).toContain(part);
    expect(oss.requests()).toHaveLength(before);
  });

  test("say all that is wrong with their options", async () => {
    const odd = { ...options, maxRetries: -1, signatureVersion: "v5" } as unknown as OssOptions;
    const said = await failureOf(getSymlink({ bucket: "links", key: "latest/app.tgz" }, odd));
    expect(said).toContain("oss-symlink:maxRetries");
    expect(said).toContain("oss-symlink:signatureVersion");
  });

  test.each([
    ["latest/nothing", "GetSymlink of links/latest/nothing failed: The specified key does not exist"],
    ["releases/1/app.tgz", "links/releases/1/app.tgz is an ordinary object"],
  ])("fail for %s, which is no link", async (key, reason) => {
    expect(await failureOf(getSymlink({ bucket: "links", key }, options))).toContain(reason);
  });

  test("fail rather than cut a list off", async () => {
    expect(await failureOf(getSymlinks({ bucket: "links", limit: 1 }, options))).toBe(
      "there are more than 1 links below links/; narrow the prefix, or raise limit",
    );
  });

  test("say what to grant where something is not allowed, and never the secret", async () => {
    const denied = { kind: "error", status: 403, code: "AccessDenied" } as const;
    const rule = oss.faults.add({ operation: ["GetSymlink", "ListObjectsV2"], effect: denied });
    try {
      const calls = [
        getSymlink({ bucket: "links", key: "latest/app.tgz" }, options),
        getSymlinks({ bucket: "links" }, options),
        auditSymlinks({ bucket: "links" }, options),
      ];
      for (const said of await Promise.all(calls.map(failureOf))) {
        expect(said).toMatch(/grant oss:(GetObject|ListObjects)/);
        expect(said).not.toContain(SECRET);
      }
    } finally {
      oss.faults.remove(rule);
    }
  });

  test("let the process end that has called them", async () => {
    const program = `
      const { getSymlink, auditSymlinks } = require(process.argv[1]);
      Promise.all([getSymlink({ bucket: "links", key: "latest/app.tgz" }), auditSymlinks({ bucket: "links" })])
        .then(([{ target }, { errors }]) => console.log(target, errors));`;
    const env = {
      PATH: process.env.PATH,
      OSS_ENDPOINT: oss.endpoint,
      OSS_REGION: oss.region,
      OSS_ACCESS_KEY_ID: oss.accessKeyId,
      OSS_ACCESS_KEY_SECRET: oss.accessKeySecret,
    };
    const sdk = join(builtPackage(), "dist", "sdk", "index.js");
    const { stdout } = await run(process.execPath, ["-e", program, sdk], { env, timeout: 60_000 });
    expect(stdout).toBe("releases/1/app.tgz 1\n");
  }, 70_000);
});
