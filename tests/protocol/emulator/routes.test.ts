import { CATALOGUE } from "../../../emulator/errors/catalogue";
import { ROUTES } from "../../../emulator/routing/routes";
import { withEmulator } from "../../support/emulator/with-emulator";

const { client } = withEmulator({ buckets: ["bucket"] });

test("every route that is listed but not implemented answers NotImplemented", async () => {
  const missing = ROUTES.filter((route) => route.run === undefined);
  expect(missing.length).toBeGreaterThan(50);
  for (const { method, level, subResource } of missing) {
    const answer = await client().send({
      method,
      ...(level === "service" ? {} : { bucket: "bucket" }),
      ...(level === "object" ? { key: "k" } : {}),
      query: subResource === undefined ? {} : { [subResource]: "" },
    });
    expect([method, subResource, answer.status, answer.code]).toEqual([method, subResource, 400, "NotImplemented"]);
  }
});

test("no two routes stand for the same request", () => {
  const seen = ROUTES.map(
    (route) => `${route.level} ${route.method} ${route.subResource} ${route.applies === undefined}`,
  );
  expect(new Set(seen).size).toBe(seen.length);
});

test.each([
  ["POST", { symlink: "" }, "PUT, GET"],
  ["PATCH", {}, undefined],
  ["PUT", { restore: "" }, "POST"],
])("%s with %j is 405 and says what is allowed", async (method, query, allow) => {
  const answer = await client().send({ method, bucket: "bucket", key: "k", query });
  expect([answer.status, answer.code]).toEqual([405, "MethodNotAllowed"]);
  if (allow) expect(answer.headers.allow).toBe(allow);
});

test("two sub-resources at once are refused, parameters that select nothing are not looked at", async () => {
  const both = await client().send({ bucket: "bucket", key: "k", query: { symlink: "", acl: "" } });
  expect([both.status, both.code]).toEqual([400, "InvalidArgument"]);
  expect((await client().send({ bucket: "bucket", key: "k", query: { "x-custom": "1" } })).code).toBe("NoSuchKey");
});

test("no error is without evidence, a status of its kind and a code", () => {
  for (const [name, { status, code, message, evidence }] of Object.entries(CATALOGUE)) {
    expect([name, evidence]).toEqual([name, expect.stringMatching(/^§[\d.]+ [LWDCIU]$/)]);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(code).toMatch(/^[A-Z][A-Za-z]+$/);
    expect(message).not.toBe("");
  }
});
