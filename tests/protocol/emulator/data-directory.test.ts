import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Emulator, startEmulator } from "../../../emulator/index";
import { element, elements, RawClient } from "../../support/emulator/raw-client";

let directory: string;
let emulator: Emulator | undefined;
let client: RawClient;
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), "emulator-data-"));
});
afterEach(async () => {
  await stop();
  rmSync(directory, { recursive: true });
});

async function start(): Promise<void> {
  emulator = await startEmulator({ data: directory, buckets: ["bucket"] });
  client = new RawClient(emulator.endpoint);
}
async function stop(): Promise<void> {
  client?.close();
  await emulator?.close();
  emulator = undefined;
}
const journal = () => path.join(directory, "journal");
const put = (key: string, query: Record<string, string>, headers: Record<string, string>, body = "") =>
  client.send({ method: "PUT", bucket: "bucket", key, query, headers, body });
const link = (key: string) =>
  put(key, { symlink: "" }, { "x-oss-symlink-target": "t", "x-oss-meta-u": "größe", "x-oss-tagging": "a=1" });
const keys = async () => elements((await client.send({ bucket: "bucket" })).text, "Key");

test("objects, links, versions, markers, tags, ACLs and settings are there after a restart", async () => {
  await start();
  await put("object", {}, {}, "body \u0000");
  await put("", { versioning: "" }, {}, "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>");
  await link("l");
  await link("l");
  await client.send({ method: "DELETE", bucket: "bucket", key: "l" });
  await put("l2", { symlink: "" }, { "x-oss-symlink-target": "t" });
  await put("l2", { acl: "" }, { "x-oss-object-acl": "public-read" });
  const see = async () => [
    (await client.send({ bucket: "bucket", query: { versions: "" } })).text,
    (await client.send({ bucket: "bucket", key: "object" })).text,
    element((await client.send({ bucket: "bucket", key: "l2", query: { acl: "" } })).text, "Grant"),
    (await client.send({ bucket: "bucket", query: { bucketInfo: "" } })).text,
  ];
  const before = await see();
  expect(elements(before[0] ?? "", "Key")).toEqual(["l", "l", "l", "l2", "object"]);
  await stop();
  await start();
  expect(await see()).toEqual(before);
});

test("a torn last record is left out, whatever is left of it; the log goes on behind the whole ones", async () => {
  await start();
  await link("a");
  const whole = readFileSync(journal()).length;
  await link("b");
  await stop();
  const all = readFileSync(journal());
  for (const length of [all.length - 1, whole + 13, whole + 1]) {
    writeFileSync(journal(), all.subarray(0, length));
    await start();
    expect(await keys()).toEqual(["a"]);
    await stop();
    expect(readFileSync(journal())).toHaveLength(whole);
  }
  await start();
  await link("c");
  await stop();
  await start();
  expect(await keys()).toEqual(["a", "c"]);
});

test("damage further in front is refused by name, and lets go of the directory", async () => {
  await start();
  await link("a");
  await stop();
  const bytes = readFileSync(journal());
  bytes[20] = (bytes[20] ?? 0) ^ 1;
  writeFileSync(journal(), bytes);
  await expect(start()).rejects.toThrow(/journal is damaged at byte 0/);
  expect(readdirSync(directory)).toEqual(["journal"]);
});

test("a second server on the directory is refused; after close it is free", async () => {
  await start();
  await expect(startEmulator({ data: directory })).rejects.toThrow(`in use by process ${process.pid}`);
  await stop();
  await start();
});

test.each([
  ["of a process that is gone", { pid: 2 ** 22 + 1, startedAt: "1" }],
  ["of an earlier process with a living id", { pid: process.pid, startedAt: "1" }],
  ["that cannot be read", "rubbish"],
])("a lock %s is taken over", async (_, owner) => {
  writeFileSync(path.join(directory, "lock.7"), JSON.stringify(owner));
  await start();
  expect(readdirSync(directory).sort()).toEqual(["journal", "lock.8"]);
});

test("a long history is rewritten to what is there", async () => {
  await start();
  const body = "x".repeat(600_000);
  for (let i = 0; i < 8; i++) await put("big", {}, {}, body);
  await stop();
  appendFileSync(journal(), "torn");
  await start();
  expect(readFileSync(journal()).length).toBeLessThan(700_000);
  expect((await client.send({ bucket: "bucket", key: "big" })).text).toBe(body);
});
