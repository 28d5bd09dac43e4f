import fs from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import {
  type Credentials,
  createClient,
  endpointIn,
  isNoCredentials,
  OssError,
  regionIn,
  resolveCredentials,
} from "../../../provider/oss";
import { CachedCredentials } from "../../../provider/oss/credentials/cached";
import { errorXml, reply, startLoopback } from "../../support/oss/loopback";

const KEYS = { accessKeyId: "id", accessKeySecret: "secret" };
const closing: (() => unknown)[] = [];
let home: string;
const before = { ...process.env };

/** The official library reads process.env and the home folder; both are the test's own here. */
beforeEach(() => {
  home = fs.mkdtempSync(path.join(os.tmpdir(), "oss-credentials-"));
  for (const name of Object.keys(process.env)) if (/^(ALI|OSS_)/i.test(name)) delete process.env[name];
  process.env.ALIBABA_CLOUD_ECS_METADATA_DISABLED = "true";
  jest.spyOn(os, "homedir").mockReturnValue(home);
});
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
  for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
  Object.assign(process.env, before);
  jest.restoreAllMocks();
  fs.rmSync(home, { recursive: true, force: true });
});

function writeHome(file: string, content: string): void {
  const full = path.join(home, file);
  fs.mkdirSync(path.dirname(full), { recursive: true });
  fs.writeFileSync(full, content);
}

const failure = async (work: Promise<unknown>): Promise<OssError> => {
  const error = await work.catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(OssError);
  return error as OssError;
};

test("explicit credentials come before the environment, and are there without a promise", () => {
  const environment = { OSS_ACCESS_KEY_ID: "e", OSS_ACCESS_KEY_SECRET: "e" };
  expect(resolveCredentials({ ...KEYS, securityToken: "t", environment }).current()).toEqual({
    ...KEYS,
    securityToken: "t",
  });
});

test.each([
  [{ accessKeyId: "id" }, ["accessKeySecret"]],
  [{ accessKeySecret: "s" }, ["accessKeyId"]],
  [{ securityToken: "t" }, ["accessKeyId", "accessKeySecret"]],
  [{ accessKeyId: "id\n", accessKeySecret: "topsecret " }, ["accessKeyId", "accessKeySecret"]],
])("%j is refused at once, without being quoted", (given, properties) => {
  const error = (() => {
    try {
      return resolveCredentials(given);
    } catch (caught) {
      return caught as OssError;
    }
  })() as OssError;
  expect(error.problems.map(({ path }) => path[0])).toEqual(properties);
  expect(error.message).not.toContain("topsecret");
});

test.each([
  [
    {
      OSS_ACCESS_KEY_ID: "a",
      OSS_ACCESS_KEY_SECRET: "b",
      OSS_SESSION_TOKEN: "t",
      ALICLOUD_ACCESS_KEY: "x",
      ALICLOUD_SECRET_KEY: "y",
    },
    ["a", "b", "t"],
  ],
  [
    { ALIBABA_CLOUD_ACCESS_KEY_ID: "a", ALIBABA_CLOUD_ACCESS_KEY_SECRET: "b", ALIBABA_CLOUD_SECURITY_TOKEN: "t" },
    ["a", "b", "t"],
  ],
  [{ ALICLOUD_ACCESS_KEY: "a", ALICLOUD_SECRET_KEY: "b" }, ["a", "b", undefined]],
  [{ ALIBABACLOUD_ACCESS_KEY_ID: "a", ALIBABACLOUD_ACCESS_KEY_SECRET: "b" }, ["a", "b", undefined]],
  [
    { OSS_ACCESS_KEY_ID: "half", ALICLOUD_ACCESS_KEY: "a", ALICLOUD_SECRET_KEY: "b", OSS_SESSION_TOKEN: "t" },
    ["a", "b", undefined],
  ],
])(
  "of the environment %j the first whole set is taken",
  async (environment, [accessKeyId, accessKeySecret, securityToken]) => {
    expect(await resolveCredentials({ environment }).get()).toEqual({
      accessKeyId,
      accessKeySecret,
      ...(securityToken === undefined ? {} : { securityToken }),
    });
  },
);

test("region and endpoint have their variables, too", () => {
  expect([
    regionIn({ ALICLOUD_REGION: "r2", OSS_REGION: "r1" }),
    regionIn({ ALICLOUD_REGION: "r2" }),
    regionIn({}),
  ]).toEqual(["r1", "r2", undefined]);
  expect([endpointIn({ OSS_ENDPOINT: "e", ALICLOUD_OSS_ENDPOINT: "f" }), endpointIn({})]).toEqual(["e", undefined]);
});

test("where no source has any, the error lists what was tried in order and what each lacked, within 3 s", async () => {
  const started = performance.now();
  const environment = { ...process.env, OSS_ACCESS_KEY_ID: "only-the-id" };
  const error = await failure(resolveCredentials({ environment }).get());
  expect(performance.now() - started).toBeLessThan(3000);
  expect(isNoCredentials(error)).toBe(true);
  expect(error.reason.replaceAll(home, "~")).toBe(
    "none of 6 sources has any (1. environment: OSS_ACCESS_KEY_SECRET is not set, " +
      "ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET are not set, " +
      "ALICLOUD_ACCESS_KEY and ALICLOUD_SECRET_KEY are not set, " +
      "ALIBABACLOUD_ACCESS_KEY_ID and ALIBABACLOUD_ACCESS_KEY_SECRET are not set; " +
      "2. OIDC role: ALIBABA_CLOUD_ROLE_ARN, ALIBABA_CLOUD_OIDC_PROVIDER_ARN, ALIBABA_CLOUD_OIDC_TOKEN_FILE not set; " +
      "3. current profile of the aliyun CLI: ~/.aliyun/config.json does not exist; " +
      "4. section default of the credentials file: ~/.alibabacloud/credentials does not exist; " +
      "5. RAM role of the ECS instance: ALIBABA_CLOUD_ECS_METADATA_DISABLED is true; " +
      "6. credentials URI: ALIBABA_CLOUD_CREDENTIALS_URI is not set)",
  );
  expect(error.message).not.toContain("only-the-id");
});

test("profiles of the aliyun CLI are found, by name or the current one", async () => {
  const profile = (name: string) => ({
    name,
    mode: "AK",
    access_key_id: `${name}-id`,
    access_key_secret: `${name}-secret`,
  });
  writeHome(".aliyun/config.json", JSON.stringify({ current: "one", profiles: [profile("one"), profile("two")] }));
  expect(await resolveCredentials({}).get()).toEqual({ accessKeyId: "one-id", accessKeySecret: "one-secret" });
  const environment = { ...process.env, OSS_ACCESS_KEY_ID: "e", OSS_ACCESS_KEY_SECRET: "e" };
  expect((await resolveCredentials({ profile: "two", environment }).get()).accessKeyId).toBe("two-id");
  const error = await failure(resolveCredentials({ profile: "three", environment }).get());
  expect(error.reason).toMatch(
    /^none of 2 sources.*profile three of the aliyun CLI: .*config.json has no such profile/,
  );
});

test("the section of the credentials file is found", async () => {
  writeHome(
    ".alibabacloud/credentials",
    "[work]\ntype = access_key\naccess_key_id = w-id\naccess_key_secret = w-secret\n",
  );
  expect(await resolveCredentials({ profile: "work" }).get()).toEqual({
    accessKeyId: "w-id",
    accessKeySecret: "w-secret",
  });
});

test("a broken configuration file is named, never quoted", async () => {
  writeHome(".aliyun/config.json", '{"profiles": [{"access_key_secret": "leaked-secret", ');
  const error = await failure(resolveCredentials({}).get());
  expect(error.reason).toContain("config.json is not JSON");
  expect(JSON.stringify(error) + error.stack).not.toContain("leaked-secret");
});

test("a credentials URI is asked by the official library, and its token used", async () => {
  const asked: string[] = [];
  const server = http.createServer((request, response) => {
    asked.push(request.url ?? "");
    const Expiration = new Date(Date.now() + 3_600_000).toISOString().replace(/\.\d+/, "");
    response.end(
      JSON.stringify({
        Code: "Success",
        AccessKeyId: "u-id",
        AccessKeySecret: "u-secret",
        SecurityToken: "u-token",
        Expiration,
      }),
    );
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  closing.push(
    () => server.closeAllConnections(),
    () => new Promise((closed) => server.close(closed)),
  );
  process.env.ALIBABA_CLOUD_CREDENTIALS_URI = `http://127.0.0.1:${(server.address() as AddressInfo).port}/creds`;
  const source = resolveCredentials({});
  const [first, second] = await Promise.all([source.get(), source.get()]);
  expect(first).toEqual({ accessKeyId: "u-id", accessKeySecret: "u-secret", securityToken: "u-token" });
  expect([second === first, source.current() === first, asked]).toEqual([true, true, ["/creds"]]);
});

test("a role without credentials to assume it with says what those lacked", async () => {
  const error = await failure(resolveCredentials({ roleArn: "acs:ram::1:role/x" }).get());
  expect(error.reason).toMatch(/^none of 6 sources has any/);
});

describe("where the official library asks the network", () => {
  /** The library's own HTTP client, as its sources have fixed addresses. */
  interface Httpx {
    request(url: string, options: { data?: string; method: string }): Promise<unknown>;
    read(response: unknown): Promise<Buffer>;
  }
  const httpx = jest.requireActual<Httpx>("httpx");

  test("a role is assumed with the credentials found before, and its own are used", async () => {
    const asked: URL[] = [];
    const forms: URLSearchParams[] = [];
    const Expiration = new Date(Date.now() + 3_600_000).toISOString().replace(/\.\d+/, "");
    jest.spyOn(httpx, "request").mockImplementation(async (url, { data }) => {
      asked.push(new URL(url));
      forms.push(new URLSearchParams(data));
      return { statusCode: 200, headers: {} };
    });
    const Credentials = { AccessKeyId: "STS.r", AccessKeySecret: "r-secret", SecurityToken: "r-token", Expiration };
    jest.spyOn(httpx, "read").mockResolvedValue(Buffer.from(JSON.stringify({ Credentials })));
    const roleArn = "acs:ram::1:role/deploy";
    const source = resolveCredentials({ ...KEYS, securityToken: "base-token", roleArn });
    expect(await source.get()).toEqual({ accessKeyId: "STS.r", accessKeySecret: "r-secret", securityToken: "r-token" });
    expect(asked.map(({ protocol, host }) => protocol + host)).toEqual(["https:sts.aliyuncs.com"]);
    expect([asked[0]?.searchParams.get("AccessKeyId"), asked[0]?.searchParams.get("SecurityToken")]).toEqual([
      "id",
      "base-token",
    ]);
    expect([forms[0]?.get("RoleArn"), forms[0]?.get("RoleSessionName")]).toEqual([roleArn, "pulumi-oss-symlink"]);
  });

  test("a refused role names the permission and quotes nothing", async () => {
    jest.spyOn(httpx, "request").mockResolvedValue({ statusCode: 403, headers: {} });
    jest.spyOn(httpx, "read").mockResolvedValue(Buffer.from('{"Code":"NoPermission","Message":"id secret"}'));
    const error = await failure(resolveCredentials({ ...KEYS, roleArn: "acs:ram::1:role/x" }).get());
    expect(error.reason).toContain("role acs:ram::1:role/x: these credentials may not assume it (sts:AssumeRole)");
    expect(error.message).not.toContain("id secret");
  });

  test("a metadata service that never answers is given up after 2 s", async () => {
    delete process.env.ALIBABA_CLOUD_ECS_METADATA_DISABLED;
    jest.spyOn(httpx, "request").mockReturnValue(new Promise(() => {}));
    jest.useFakeTimers();
    try {
      const failed = failure(resolveCredentials({}).get());
      await jest.advanceTimersByTimeAsync(2000);
      expect((await failed).reason).toContain("RAM role of the ECS instance: nothing answered within 2 s");
    } finally {
      jest.useRealTimers();
    }
  });
});

describe("cached credentials", () => {
  test("are fetched once for all who ask, kept a minute, and one object while they stay the same", async () => {
    let now = 0;
    let fetches = 0;
    const source = new CachedCredentials(
      () => async () => ({ ...KEYS, securityToken: `t${Math.floor(++fetches / 3)}` }),
      () => now,
    );
    expect(source.current()).toBeUndefined();
    const all = await Promise.all(Array.from({ length: 50 }, () => source.get()));
    expect([new Set(all).size, fetches]).toEqual([1, 1]);
    now = 59_999;
    expect(source.current()).toBe(all[0]);
    now = 60_000;
    expect(source.current()).toBeUndefined();
    expect([(await source.get()) === all[0], fetches]).toEqual([true, 2]);
    now = 120_000;
    expect([(await source.get()).securityToken, fetches]).toEqual(["t1", 3]);
  });

  test("are renewed before they expire", async () => {
    let now = 0;
    let fetches = 0;
    const expiration = new Date(320_000);
    const source = new CachedCredentials(
      () => async () => ({ ...KEYS, expiration, securityToken: `${++fetches}` }),
      () => now,
    );
    await source.get();
    now = 19_999;
    expect(source.current()?.securityToken).toBe("1");
    now = 20_000;
    expect(source.current()).toBeUndefined();
  });

  test("those refused while they are being renewed are not given out again", async () => {
    let now = 0;
    let opened = 0;
    let answer = (_: Credentials) => {};
    const source = new CachedCredentials(
      () => {
        const securityToken = `session-${++opened}`;
        return () =>
          now === 0 || opened > 1
            ? Promise.resolve({ ...KEYS, securityToken })
            : new Promise((resolve) => {
                answer = () => resolve({ ...KEYS, securityToken });
              });
      },
      () => now,
    );
    const first = await source.get();
    now = 60_000;
    const renewed = source.get();
    expect(source.invalidate(first)).toBe(true);
    const afresh = source.get();
    answer(first);
    expect((await renewed).securityToken).toBe("session-1");
    expect((await afresh).securityToken).toBe("session-2");
    expect([source.current()?.securityToken, (await source.get()).securityToken, opened]).toEqual([
      "session-2",
      "session-2",
      2,
    ]);
  });

  test("a failed fetch fails all who wait and is tried again by the next", async () => {
    let fetches = 0;
    const source = new CachedCredentials(() => async () => {
      if (++fetches === 1) throw new Error("down");
      return KEYS;
    });
    const results = await Promise.allSettled([source.get(), source.get()]);
    expect(results.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect([await source.get(), fetches]).toEqual([KEYS, 2]);
  });
});

describe("the client with credentials that are fetched", () => {
  const expired = reply(403, {}, errorXml("SecurityTokenExpired", "m"));
  const ok = reply(200, { "x-oss-symlink-target": "t" });

  test("gets new ones when the service calls them expired, once", async () => {
    let opened = 0;
    const source = new CachedCredentials(() => {
      const securityToken = `token-${++opened}`;
      return async () => ({ ...KEYS, securityToken });
    });
    const server = await startLoopback((request) =>
      request.header("x-oss-security-token") === "token-2" ? ok : expired,
    );
    const client = createClient({ endpoint: server.endpoint, region: "r", credentials: source });
    closing.push(() => client.close(), server.close);
    await client.putSymlink("bucket", "k", { target: "t" });
    expect(server.requests.map((request) => request.header("x-oss-security-token"))).toEqual(["token-1", "token-2"]);
  });

  test("does not repeat what fixed credentials cannot change", async () => {
    const server = await startLoopback(() => expired);
    const client = createClient({ endpoint: server.endpoint, region: "r", credentials: KEYS });
    closing.push(() => client.close(), server.close);
    await failure(client.getSymlink("bucket", "k"));
    expect(server.requests).toHaveLength(1);
  });

  test("bounds the wait for them by the call's time, and by cancelling", async () => {
    const source = new CachedCredentials(() => () => new Promise(() => {}));
    const client = createClient({ endpoint: "http://127.0.0.1:1", region: "r", credentials: source });
    closing.push(() => client.close());
    const late = await failure(client.deleteObject("bucket", "k", { timeoutMs: 20 }));
    expect([late.code, late.ambiguous, late.attempts]).toEqual(["TimedOut", false, 0]);
    const waiting = failure(client.getSymlink("bucket", "k"));
    client.close();
    expect((await waiting).code).toBe("Cancelled");
  });

  test("passes on what the sources lacked", async () => {
    const client = createClient({ endpoint: "http://127.0.0.1:1", region: "r", credentials: resolveCredentials({}) });
    closing.push(() => client.close());
    expect(isNoCredentials(await failure(client.getSymlink("bucket", "k")))).toBe(true);
  });
});
