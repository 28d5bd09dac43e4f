import { type GivenCommand, givenCommand, type Said } from "../../support/cli/given-command";

jest.setTimeout(120_000);

const FOREIGN = { accessKeyId: "reader", accessKeySecret: "reader", account: "1000000000000002" };

let given: GivenCommand;
beforeAll(async () => {
  given = await givenCommand({}, { credentials: [FOREIGN] });
  await given.client.putObject("links", "releases/1/app.tgz", "content");
  await given.client.putSymlink("links", "latest/app.tgz", { target: "releases/1/app.tgz" });
});
afterEach(() => given.oss.faults.clear());
afterAll(() => given?.close());

async function keys(): Promise<string[]> {
  const all: string[] = [];
  for await (const { key } of given.client.listObjects("links")) all.push(key);
  return all;
}

interface Finding {
  topic: string;
  verdict: string;
  text: string;
  todo?: string;
}

const findings = ({ out }: Said): Finding[] => JSON.parse(out).findings;
const denied = { kind: "error", status: 403, code: "AccessDenied" } as const;

describe("oss-symlink doctor", () => {
  it("says where endpoint, region and credentials come from, and never what the credentials are", async () => {
    const secrets = {
      OSS_ACCESS_KEY_ID: "test",
      OSS_ACCESS_KEY_SECRET: "very-secret-value",
      OSS_SESSION_TOKEN: "token-value",
    };
    const said = await given.run(["doctor", "links"], { environment: secrets });
    expect(said.out).toContain(
      `ok       endpoint     ${given.oss.endpoint}, the bucket in the path (from OSS_ENDPOINT)\n`,
    );
    expect(said.out).toContain("ok       region       cn-hangzhou (from OSS_REGION)\n");
    expect(said.out).toContain("OSS_ACCESS_KEY_ID and OSS_ACCESS_KEY_SECRET in the environment (temporary");
    expect(said.status).toBe(4);
    for (const secret of ["very-secret-value", "token-value"]) expect(said.out + said.err).not.toContain(secret);
  });

  it("lists what each source lacked where there are no credentials", async () => {
    const said = await given.run(["doctor", "links"], { environment: { OSS_ACCESS_KEY_ID: "" } });
    expect(said.status).toBe(4);
    expect(said.out).toContain("not in environment: OSS_ACCESS_KEY_ID is not set");
    expect(said.out).toContain("config.json does not exist");
    expect(said.out).toContain("→ set OSS_ACCESS_KEY_ID and OSS_ACCESS_KEY_SECRET");
  });

  it("only reads, and finds everything allowed to the owner", async () => {
    const before = given.oss.requests().length;
    const said = await given.run(["doctor", "links/latest/", "--json"]);
    expect(said.status).toBe(0);
    expect(findings(said).filter(({ verdict }) => verdict !== "ok")).toEqual([]);
    const operations = given.oss
      .requests()
      .slice(before)
      .map(({ operation }) => operation);
    expect(operations.filter((name) => /Put|Delete|Post/.test(name))).toEqual([]);
    expect(operations).toEqual(expect.arrayContaining(["ListObjectsV2", "GetSymlink", "HeadObject", "GetObjectACL"]));
  });

  it("names each permission that is missing, what it is for, and what to do", async () => {
    given.oss.faults.add({ operation: ["GetObjectACL", "ListObjectVersions"], effect: denied });
    const said = await given.run(["doctor", "links", "--json"]);
    expect(said.status).toBe(3);
    const missing = findings(said).filter(({ verdict }) => verdict !== "ok");
    expect(missing).toEqual([
      expect.objectContaining({ verdict: "warning", text: expect.stringContaining("oss:GetObjectAcl is not allowed") }),
      expect.objectContaining({
        todo: expect.stringContaining("grant oss:ListObjectVersions by RAM or bucket policy"),
      }),
    ]);
    given.oss.faults.add({ operation: "GetSymlink", effect: denied });
    expect((await given.run(["doctor", "links"])).status).toBe(4);
  });

  it("tells a clock that is wrong, and by how much", async () => {
    given.oss.faults.add({ effect: { kind: "clock", offsetMs: 10 * 60_000 } });
    const said = await given.run(["doctor", "links", "--json"]);
    const clock = findings(said).find(({ topic }) => topic === "clock");
    expect(clock).toMatchObject({ verdict: "warning", text: "10 min behind the service's" });
    expect(said.status).toBe(3);
  });

  it.each([
    [["nowhere-bucket"], {}, "The specified bucket does not exist"],
    [["links"], { OSS_ACCESS_KEY_SECRET: "wrong" }, "→ the service received exactly what was signed"],
    [
      ["links"],
      { OSS_ENDPOINT: "http://127.0.0.1:1" },
      "→ start the local server there (oss-symlink emulator), or correct the endpoint",
    ],
  ])("explains why nothing can be asked: %j %j", async (args, environment, text) => {
    const said = await given.run(["doctor", ...args], { environment: environment as Record<string, string> });
    expect(said).toMatchObject({ status: 4, out: expect.stringContaining(text) });
  });

  it("does not write without a place to write to", async () => {
    expect(await given.run(["doctor", "--write"])).toMatchObject({ status: 2 });
    expect(await given.run(["doctor", "links", "--wrte"])).toMatchObject({
      status: 2,
      err: expect.stringContaining('Did you mean "--write"?'),
    });
  });
});

describe("oss-symlink doctor --write", () => {
  it("puts a link of its own, changes and removes it, and leaves everything as it was", async () => {
    const before = await keys();
    const said = await given.run(["doctor", "links/latest/", "--write", "--json"]);
    expect(said.status).toBe(0);
    const writes = findings(said).filter(({ topic }) => topic === "may write");
    expect(writes.map(({ text }) => text.split(" ")[0])).toEqual([
      "oss:PutObject",
      "oss:PutObjectTagging",
      "oss:DeleteObjectTagging",
      "oss:PutObjectAcl",
      "oss:DeleteObject",
    ]);
    expect(await keys()).toEqual(before);
  });

  it.each(["Enabled", "Suspended"] as const)("leaves no version behind where versioning is %s", async (versioning) => {
    const versioned = await givenCommand({ versioning });
    try {
      expect((await versioned.run(["doctor", "links", "--write"])).status).toBe(0);
      const left: string[] = [];
      for await (const { key } of versioned.client.listVersions("links")) left.push(key);
      expect(left).toEqual([]);
    } finally {
      await versioned.close();
    }
  });

  it("says which link is left where it may put but not delete", async () => {
    given.oss.faults.add({ operation: "DeleteObject", effect: denied });
    const said = await given.run(["doctor", "links", "--write"]);
    expect(said.status).toBe(4);
    const [, left] = /the scratch link (\S+) was left/.exec(said.out) ?? [];
    expect(left).toMatch(/^links\/\.oss-symlink-doctor-[0-9a-f-]{36}$/);
    expect(await keys()).toContain(left?.slice("links/".length));
    given.oss.faults.clear();
    await given.client.deleteObject("links", left?.slice("links/".length) ?? "");
  });

  it("leaves alone what somebody else makes of its link meanwhile", async () => {
    // The tags come after the put: there the foreign writer strikes.
    given.oss.faults.add({ operation: "PutObjectTagging", effect: { kind: "latency", ms: 3000 } });
    const running = given.run(["doctor", "links", "--write"]);
    const scratch = async () => (await keys()).find((key) => key.startsWith(".oss-symlink-doctor-"));
    let key = await scratch();
    for (; key === undefined; key = await scratch()) await new Promise((resolve) => setImmediate(resolve));
    await given.client.putSymlink("links", key, { target: "foreign" });
    const said = await running;
    expect(said).toMatchObject({ status: 3, out: expect.stringContaining("somebody else has written it since") });
    expect((await given.client.getSymlink("links", key)).target).toBe("foreign");
    await given.client.deleteObject("links", key);
  });

  it("removes its link where nobody knows whether it was put", async () => {
    const before = await keys();
    given.oss.faults.add({ operation: "PutSymlink", effect: { kind: "reset-after" } });
    expect((await given.run(["doctor", "links", "--write"])).status).toBe(4);
    expect(await keys()).toEqual(before);
  });
});
