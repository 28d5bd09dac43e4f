import { once } from "node:events";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type GivenCommand, givenCommand } from "../../support/cli/given-command";

jest.setTimeout(120_000);

let given: GivenCommand;
beforeAll(async () => {
  given = await givenCommand();
  const { client } = given;
  await client.putObject("links", "releases/1/app.tgz", "content");
  await client.putSymlink("links", "latest/app.tgz", { target: "releases/1/app.tgz" });
  await client.putSymlink("links", "latest/gone.tgz", { target: "releases/0/gone.tgz" });
  await client.putSymlink("links", "short/app", { target: "releases/1/app.tgz" });
  await client.putSymlink("links", "good/app.tgz", { target: "releases/1/app.tgz" });
});
afterEach(() => given.oss.faults.clear());
afterAll(() => given?.close());

const page = () => path.join(given.folder, "page.html");
const drafts = () => readdirSync(given.folder).filter((name) => name.endsWith(".draft"));

describe("oss-symlink audit", () => {
  it.each([
    [["links/latest/"], 4],
    [["links/latest/", "--fail-on", "never"], 0],
    [["oss://links/short/"], 3],
    [["links/short/", "--fail-on", "error"], 0],
    [["links/good/"], 0],
    [["links/nothing/"], 0],
  ])("of %j ends with %d", async (args, status) => {
    expect(await given.run(["audit", ...args])).toMatchObject({ status, err: "" });
  });

  it("shows a table, and the same as JSON", async () => {
    const { out } = await given.run(["audit", "links"]);
    expect(out).toContain("error     dangling        latest/gone.tgz -> releases/0/gone.tgz\n");
    expect(out).toContain("4 links below links/ among 5 keys: 1 error, 1 warning.\n");
    const json = JSON.parse((await given.run(["audit", "links", "--json", "--all"])).out);
    expect(json).toMatchObject({ bucket: "links", prefix: "", complete: true });
    expect(json.summary).toEqual({
      keys: 5,
      links: 4,
      errors: 1,
      warnings: 1,
      kinds: { dangling: 1, "extension-lost": 1 },
    });
    expect(json.links).toHaveLength(4);
  });

  it("reports what no stack declares, from files and from stdin", async () => {
    const resources = [{ type: "oss-symlink:index:Symlink", id: "links/good/app.tgz" }];
    const stdin = JSON.stringify({ version: 3, deployment: { resources } });
    const { out, status } = await given.run(["audit", "links/good/", "--stack", "-"], { stdin });
    expect([status, out]).toEqual([0, expect.stringContaining("no problems")]);
    const file = path.join(given.folder, "stack.json");
    writeFileSync(file, JSON.stringify({ version: 3, deployment: { resources: [] } }));
    const strays = await given.run(["audit", "links/good/", "--stack", file]);
    expect(strays).toMatchObject({ status: 3, out: expect.stringContaining("warning   stray           good/app.tgz") });
    const missing = await given.run(["audit", "links", "--stack", "nowhere.json"]);
    expect(missing).toMatchObject({ status: 2, err: expect.stringContaining("nowhere.json cannot be read") });
  });

  it.each([
    [["links", "--jsn"], 'unknown option --jsn. Did you mean "--json"?'],
    [
      ["links", "--fail-on", "warnings"],
      'must be one of error, warning, never, not "warnings". Did you mean "warning"?',
    ],
    [["links", "--concurrency", "0"], "--concurrency must be a whole number from 1 to 1000"],
    [[], "which bucket? Give BUCKET or BUCKET/PREFIX."],
    [["Links"], '"Links" is not a bucket name'],
    [["links//latest"], 'no key begins with /, so nothing is below the prefix "/latest"'],
    [["links", "latest"], 'one place at a time; "latest" is one too many.'],
    [["links", "--addressing", "pth"], 'Did you mean "path"?'],
  ])("refuses %j before anything is sent", async (args, message) => {
    const before = given.oss.requests().length;
    const said = await given.run(["audit", ...args]);
    expect(said).toMatchObject({ status: 2, out: "", err: expect.stringContaining(message) });
    expect(given.oss.requests()).toHaveLength(before);
  });

  it("asks where the bucket is if nothing says so", async () => {
    const said = await given.run(["audit", "links"], { environment: { OSS_ENDPOINT: "", OSS_REGION: "" } });
    expect(said).toMatchObject({ status: 2, err: expect.stringContaining("Give --region or --endpoint") });
  });

  it("says what is missing where it must not list, and leaves no page and whole JSON", async () => {
    given.oss.faults.add({ operation: "ListObjectsV2", effect: { kind: "error", status: 403, code: "AccessDenied" } });
    const said = await given.run(["audit", "links", "--json", "--html", page()]);
    expect(said.status).toBe(1);
    expect(said.err).toContain("grant oss:ListObjects");
    expect(JSON.parse(said.out)).toMatchObject({ complete: false, error: expect.stringContaining("ListObjects") });
    expect(readdirSync(given.folder).filter((name) => name.includes("page.html"))).toEqual([]);
  });

  it("keeps the page that was there where it breaks off, and writes it where it does not", async () => {
    writeFileSync(page(), "the one before");
    const effect = { kind: "error", status: 403, code: "InvalidAccessKeyId" } as const;
    given.oss.faults.add({ operation: "HeadObject", key: "releases/0/gone.tgz", effect });
    expect((await given.run(["audit", "links", "--html", page()])).status).toBe(1);
    expect([readFileSync(page(), "utf8"), drafts()]).toEqual(["the one before", []]);
    given.oss.faults.clear();
    expect((await given.run(["audit", "links", "--html", page()])).status).toBe(4);
    expect(readFileSync(page(), "utf8")).toMatch(/^<!doctype html>[\s\S]*<\/html>\n$/);
    expect(drafts()).toEqual([]);
  });

  it("refuses a page that cannot be written before it asks the service anything", async () => {
    const before = given.oss.requests().length;
    mkdirSync(path.join(given.folder, "folder"), { recursive: true });
    for (const [file, reason] of [
      ["nowhere/page.html", "its folder does not exist"],
      ["folder", "it is a directory"],
    ]) {
      const said = await given.run(["audit", "links", "--html", file as string]);
      expect(said).toMatchObject({ status: 1, err: expect.stringContaining(`${file} cannot be written: ${reason}`) });
    }
    expect(given.oss.requests()).toHaveLength(before);
  });

  it("cleans up where it is told to stop", async () => {
    given.oss.faults.add({ operation: "HeadObject", effect: { kind: "latency", ms: 60_000 } });
    const before = given.oss.requests().length;
    const child = given.start(["audit", "links", "--html", page()]);
    child.stdout?.resume();
    while (given.oss.requests().length < before + 2) await new Promise((resolve) => setImmediate(resolve));
    child.kill("SIGINT");
    const [status] = await once(child, "close");
    expect([status, drafts()]).toEqual([130, []]);
  });

  it("ends quietly where its reader has gone", async () => {
    const child = given.start(["audit", "links", "--all"]);
    child.stdout?.destroy();
    let said = "";
    child.stderr?.on("data", (chunk) => {
      said += chunk;
    });
    const [status] = await once(child, "close");
    expect([status, said]).toEqual([141, ""]);
  });
});
