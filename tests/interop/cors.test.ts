import { type Emulator, startEmulator } from "../../emulator";
import type { OssClient, Software } from "./client";
import { BROWSER } from "./clients";
import { connectionFor, ownerConnection } from "./connections";
import { lackingFor, launch } from "./launch";
import { plainRequest, setUpBucket } from "./plain-http";
import { newBucket } from "./stage";
import { absent } from "./suite";

const OTHER_ORIGIN = rules("<AllowedOrigin>https://example.com</AllowedOrigin>", "<AllowedMethod>GET</AllowedMethod>");
const READ_ONLY = rules("<AllowedOrigin>*</AllowedOrigin>", "<AllowedMethod>GET</AllowedMethod>");

/** A browser keeps a page from a bucket whose rules do not let it in (PutBucketCors, OptionObject). */
describe("cross-origin requests of a browser", () => {
  const lacking = lackingFor(BROWSER);
  if (lacking) {
    absent(lacking);
    return;
  }
  let server: Emulator;
  let software: Software;
  let client: OssClient;
  beforeAll(async () => {
    server = await startEmulator();
    software = await launch(BROWSER);
    client = await software.connect(connectionFor(BROWSER, server));
  }, 600_000);
  afterAll(async () => {
    await software?.close();
    await server.close();
  });

  const put = (bucket: string) => client.call("putSymlink", { bucket, key: "l", target: "t" });
  const asked = () => server.requests().filter(({ operation }) => operation === "PutSymlink");

  test("a bucket without rules is closed to pages: the request is never sent", async () => {
    const bucket = await newBucket(ownerConnection(server), "never versioned");
    await expect(put(bucket)).rejects.toThrow();
    expect(asked()).toEqual([]);
  });

  test("rules for another origin do not let this one in", async () => {
    const bucket = await newBucket(ownerConnection(server), "never versioned", { cors: OTHER_ORIGIN });
    await expect(put(bucket)).rejects.toThrow();
    expect(asked()).toEqual([]);
  });

  test("rules for other methods do not let a PUT in", async () => {
    const bucket = await newBucket(ownerConnection(server), "never versioned", { cors: READ_ONLY });
    await expect(put(bucket)).rejects.toThrow();
    expect(asked()).toEqual([]);
  });

  test("a page sees only the headers that a rule exposes", async () => {
    const bucket = await newBucket(ownerConnection(server), "never versioned", { cors: ALL_BUT_HEADERS });
    await put(bucket);
    const { target, etag } = await client.call("getSymlink", { bucket, key: "l" });
    expect([target, etag]).toEqual(["undefined", undefined]);
    const exposing = ALL_BUT_HEADERS.replace(
      "</CORSRule>",
      "<ExposeHeader>x-oss-symlink-target</ExposeHeader></CORSRule>",
    );
    await setUpBucket(ownerConnection(server), bucket, "cors", { body: exposing });
    expect((await client.call("getSymlink", { bucket, key: "l" })).target).toBe("t");
  });

  test("a preflight request needs no signature and is answered by the rules", async () => {
    const bucket = await newBucket(ownerConnection(server), "never versioned", { cors: READ_ONLY });
    const preflight = (method: string) =>
      plainRequest(`${server.endpoint}/${bucket}/l`, {
        method: "OPTIONS",
        headers: { origin: "https://page.example", "access-control-request-method": method },
      });
    const allowed = await preflight("GET");
    expect(allowed.status).toBe(200);
    expect(allowed.headers["access-control-allow-origin"]).toBe("*");
    expect((await preflight("PUT")).status).toBe(403);
  });
});

const ALL_BUT_HEADERS = rules(
  "<AllowedOrigin>*</AllowedOrigin><AllowedHeader>*</AllowedHeader>",
  ["GET", "PUT", "HEAD"].map((method) => `<AllowedMethod>${method}</AllowedMethod>`).join(""),
);

function rules(...parts: readonly string[]): string {
  return `<CORSConfiguration><CORSRule>${parts.join("")}</CORSRule></CORSConfiguration>`;
}
