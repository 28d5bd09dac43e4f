import { element } from "../../support/emulator/raw-client";
import { withEmulator } from "../../support/emulator/with-emulator";

const { emulator, client } = withEmulator({ buckets: ["bucket"], admin: true });
const put = (key = "k") =>
  client().send({
    method: "PUT",
    bucket: "bucket",
    key,
    query: { symlink: "" },
    headers: { "x-oss-symlink-target": "t" },
  });
const get = (key = "k", method = "GET") => client().send({ method, bucket: "bucket", key, query: { symlink: "" } });
const exists = async () => {
  emulator().faults.clear();
  return (await get()).status === 200;
};

test("requests() lists operation, bucket, key and status", async () => {
  await put();
  await get("none");
  await client().send({});
  expect(emulator().requests()).toEqual([
    { operation: "PutSymlink", bucket: "bucket", key: "k", status: 200 },
    { operation: "GetSymlink", bucket: "bucket", key: "none", status: 404 },
    { operation: "ListBuckets", bucket: undefined, key: undefined, status: 200 },
  ]);
});

test("an error rule answers instead of the operation; the catalogue gives message and EC", async () => {
  emulator().faults.add({ operation: "PutSymlink", effect: { kind: "error", status: 409, code: "FileImmutable" } });
  const refused = await put();
  expect([refused.status, refused.code, element(refused.text, "Message")]).toEqual([
    409,
    "FileImmutable",
    "The object you specified is immutable.",
  ]);
  expect(await exists()).toBe(false);
});

test("rules match operation, bucket and key, skip some, and end by count", async () => {
  emulator().faults.add({
    operation: ["PutSymlink"],
    keyPrefix: "a/",
    skip: 1,
    count: 1,
    effect: { kind: "error", status: 503, code: "ServiceUnavailable" },
  });
  const statuses: number[] = [];
  for (const key of ["b", "a/1", "a/2", "a/3"]) statuses.push((await put(key)).status);
  expect(statuses).toEqual([200, 200, 503, 200]);
  expect(
    emulator()
      .faults.list()
      .map(({ hits }) => hits),
  ).toEqual([1]);
});

test("a reset before leaves nothing, a reset after leaves the effect", async () => {
  const before = emulator().faults.add({ effect: { kind: "reset-before" } });
  await expect(put()).rejects.toThrow();
  emulator().faults.remove(before);
  expect((await get()).status).toBe(404);
  emulator().faults.add({ operation: "PutSymlink", effect: { kind: "reset-after" } });
  await expect(put()).rejects.toThrow();
  expect(
    emulator()
      .requests()
      .map(({ status }) => status),
  ).toEqual([0, 404, 0]);
  expect(await exists()).toBe(true);
});

test("a truncated answer tells more bytes than it sends", async () => {
  emulator().faults.add({ effect: { kind: "truncate" }, count: 2 });
  await expect(client().send({ bucket: "bucket" })).rejects.toThrow();
  await expect(put()).rejects.toThrow();
  expect(await exists()).toBe(true);
});

test("an HTML page comes instead of an error document", async () => {
  emulator().faults.add({ effect: { kind: "html", status: 502 } });
  const answer = await get();
  expect([answer.status, answer.headers["content-type"], answer.code]).toEqual([502, "text/html", undefined]);
});

test("a wrong clock refuses right signatures and tells its own time", async () => {
  emulator().faults.add({ effect: { kind: "clock", offsetMs: 3_600_000 } });
  const answer = await get();
  expect(answer.code).toBe("RequestTimeTooSkewed");
  const corrected = await client().send({ bucket: "bucket", signedAt: Date.parse(answer.headers.date ?? "") });
  expect(corrected.status).toBe(200);
});

test("x-oss-err can be dropped from HEAD errors", async () => {
  const head = () => client().send({ method: "HEAD", bucket: "bucket", key: "none" });
  expect((await head()).code).toBe("NoSuchKey");
  emulator().faults.add({ effect: { kind: "drop-x-oss-err" } });
  const answer = await head();
  expect([answer.status, answer.headers["x-oss-err"]]).toEqual([404, undefined]);
});

test("latency delays; closing does not wait for it", async () => {
  emulator().faults.add({ effect: { kind: "latency", ms: 40 }, count: 1 });
  const started = performance.now();
  await get();
  expect(performance.now() - started).toBeGreaterThanOrEqual(39);
});

test.each([
  [{ effect: { kind: "explode" } }],
  [{ operation: "PutSymlnk", effect: { kind: "truncate" } }],
  [{ effect: { kind: "latency" } }],
  [{ effect: { kind: "error", status: 200, code: "X" } }],
  [{ keys: "k", effect: { kind: "truncate" } }],
  [{ count: -1, effect: { kind: "truncate" } }],
  [null],
])("rule %j is refused", async (rule) => {
  expect(() => emulator().faults.add(rule as never)).toThrow(TypeError);
  const answer = await admin("POST", "faults", JSON.stringify(rule));
  expect(answer.status).toBe(400);
});

const admin = (method: string, path: string, body = "", headers = {}) =>
  client().sendWire({ method, path: `/_oss-symlink/${path}`, headers, body: Buffer.from(body) });

test("the admin interface switches faults, lists requests and resets", async () => {
  await put();
  expect(JSON.parse((await admin("GET", "requests")).text)).toHaveLength(1);
  const { id } = JSON.parse((await admin("POST", "faults", '{"effect":{"kind":"html","status":500}}')).text);
  expect((await get()).status).toBe(500);
  expect(JSON.parse((await admin("GET", "faults")).text)).toMatchObject([{ id, hits: 1 }]);
  await admin("DELETE", `faults/${id}`);
  expect((await get()).status).toBe(200);
  await admin("POST", "reset");
  expect((await get()).status).toBe(404);
  expect((await admin("GET", "nothing")).status).toBe(404);
  expect((await admin("GET", "requests", "", { origin: "https://evil.test" })).status).toBe(403);
});
