import { element, elements } from "../../support/emulator/raw-client";
import { withEmulator } from "../../support/emulator/with-emulator";

const { client } = withEmulator({
  buckets: ["never", { name: "enabled", versioning: "Enabled" }, { name: "suspended", versioning: "Suspended" }],
});
const link = (bucket: string, key = "k", headers = {}) =>
  client().send({
    method: "PUT",
    bucket,
    key,
    query: { symlink: "" },
    headers: { "x-oss-symlink-target": "t", ...headers },
  });
const read = (bucket: string, versionId?: string, key = "k") =>
  client().send({ bucket, key, query: { symlink: "", ...(versionId === undefined ? {} : { versionId }) } });
const remove = (bucket: string, versionId?: string, key = "k") =>
  client().send({ method: "DELETE", bucket, key, query: versionId === undefined ? {} : { versionId } });
const versionIds = async (bucket: string) =>
  elements((await client().send({ bucket, query: { versions: "" } })).text, "VersionId");
const setVersioning = (bucket: string, status: string) =>
  client().send({
    method: "PUT",
    bucket,
    query: { versioning: "" },
    body: `<VersioningConfiguration><Status>${status}</Status></VersioningConfiguration>`,
  });

test("Enabled: every put is a version of its own, each readable by its id (§3.2, §4)", async () => {
  const ids = [await link("enabled"), await link("enabled")].map((answer) => answer.headers["x-oss-version-id"] ?? "");
  expect(ids[0]).toMatch(/^[A-Za-z0-9]{64}$/);
  expect(ids[0]).not.toBe(ids[1]);
  expect((await read("enabled")).headers["x-oss-version-id"]).toBe(ids[1]);
  expect((await read("enabled", ids[0])).headers["x-oss-version-id"]).toBe(ids[0]);
  expect(await versionIds("enabled")).toEqual([ids[1], ids[0]]);
});

test("Enabled: each delete adds a marker; deleting markers and versions by id brings back what is below (§6.1)", async () => {
  const id = (await link("enabled")).headers["x-oss-version-id"] ?? "";
  const [first, second] = [await remove("enabled"), await remove("enabled")];
  for (const marker of [first, second])
    expect([marker.status, marker.headers["x-oss-delete-marker"]]).toEqual([204, "true"]);
  const markerId = second.headers["x-oss-version-id"] ?? "";
  expect(await versionIds("enabled")).toEqual([markerId, first.headers["x-oss-version-id"], id]);

  const gone = await read("enabled");
  expect([gone.status, gone.code, gone.headers["x-oss-delete-marker"], gone.headers["x-oss-version-id"]]).toEqual([
    404,
    "NoSuchKey",
    "true",
    markerId,
  ]);
  const marker = await read("enabled", markerId);
  expect([marker.status, marker.code, marker.headers.allow]).toEqual([405, "MethodNotAllowed", "DELETE"]);

  const removed = await remove("enabled", markerId);
  expect([removed.headers["x-oss-delete-marker"], removed.headers["x-oss-version-id"]]).toEqual(["true", markerId]);
  await remove("enabled", first.headers["x-oss-version-id"]);
  expect((await read("enabled")).status).toBe(200);
  const last = await remove("enabled", id);
  expect(last.headers).not.toHaveProperty("x-oss-delete-marker");
  expect(await versionIds("enabled")).toEqual([]);
});

test("Suspended: puts and deletes replace the null version only (§12, §6.1)", async () => {
  const id = (await link("enabled")).headers["x-oss-version-id"];
  await setVersioning("enabled", "Suspended");
  for (let i = 0; i < 2; i++) expect((await link("enabled")).headers["x-oss-version-id"]).toBe("null");
  expect(await versionIds("enabled")).toEqual(["null", id]);
  for (let i = 0; i < 2; i++) {
    const marker = await remove("enabled");
    expect([marker.headers["x-oss-delete-marker"], marker.headers["x-oss-version-id"]]).toEqual(["true", "null"]);
  }
  expect(await versionIds("enabled")).toEqual(["null", id]);
  await setVersioning("enabled", "Enabled");
  await link("enabled");
  expect((await versionIds("enabled")).slice(1)).toEqual(["null", id]);
});

test("an object from before versioning has the id null and shows it (§4, §12)", async () => {
  await link("never");
  expect((await read("never")).headers).not.toHaveProperty("x-oss-version-id");
  await setVersioning("never", "Enabled");
  expect((await read("never")).headers["x-oss-version-id"]).toBe("null");
  expect((await read("never", "null")).status).toBe(200);
});

test.each(["enabled", "suspended"])("%s: deleting a key that never existed makes a marker (§6.1)", async (bucket) => {
  expect((await remove(bucket)).headers["x-oss-delete-marker"]).toBe("true");
  expect(await versionIds(bucket)).toHaveLength(1);
});

test("never versioned: deleting what is not there is 204 without version headers", async () => {
  const answer = await remove("never");
  expect([answer.status, answer.headers["x-oss-version-id"], answer.headers["x-oss-delete-marker"]]).toEqual([
    204,
    undefined,
    undefined,
  ]);
});

test.each([
  ["enabled", "", "InvalidArgument", "0012-00000201"],
  ["enabled", "nonsense", "InvalidArgument", undefined],
  ["enabled", "A".repeat(64), "NoSuchVersion", "0012-00000203"],
  ["never", "A".repeat(64), "InvalidArgument", "0012-00000301"],
])("%s: version id %j is %s (§4, §17.8)", async (bucket, versionId, code, ec) => {
  await link(bucket);
  const answer = await read(bucket, versionId);
  expect([answer.code, answer.headers["x-oss-ec"]]).toEqual([code, ec]);
});

test("forbid-overwrite holds only where versioning was never on (§3.4)", async () => {
  const guard = { "x-oss-forbid-overwrite": "true" };
  expect((await link("never", "k", guard)).status).toBe(200);
  const refused = await link("never", "k", guard);
  expect([refused.status, refused.code]).toEqual([409, "FileAlreadyExists"]);
  for (const bucket of ["enabled", "suspended"]) {
    await link(bucket);
    expect((await link(bucket, "k", guard)).status).toBe(200);
  }
});

test("versioning can be changed but not taken back; other values are refused (§12)", async () => {
  const state = async () =>
    element((await client().send({ bucket: "never", query: { versioning: "" } })).text, "Status");
  expect(await state()).toBeUndefined();
  expect((await setVersioning("never", "Disabled")).code).toBe("InvalidArgument");
  const empty = await client().send({ method: "PUT", bucket: "never", query: { versioning: "" } });
  expect([empty.code, element(empty.text, "Message")]).toEqual([
    "InvalidArgument",
    "The Versioning element must be specified.",
  ]);
  await setVersioning("never", "Suspended");
  expect(await state()).toBe("Suspended");
});

test("a version of a link is read through to the target's current version (§5.1)", async () => {
  const putTarget = (body: string) => client().send({ method: "PUT", bucket: "enabled", key: "t", body });
  await putTarget("old");
  const id = (await link("enabled")).headers["x-oss-version-id"] ?? "";
  await putTarget("new");
  await link("enabled");
  const answer = await client().send({ bucket: "enabled", key: "k", query: { versionId: id } });
  expect([answer.text, answer.headers["x-oss-version-id"]]).toEqual(["new", id]);
});
