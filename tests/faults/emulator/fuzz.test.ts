import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { CATALOGUE } from "../../../emulator/errors/catalogue";
import { type Emulator, startEmulator } from "../../../emulator/index";
import { ROUTES } from "../../../emulator/routing/routes";
import { MISTAKES, makeMistake, type WrongRequest } from "../../support/emulator/one-mistake";
import { elements, RawClient } from "../../support/emulator/raw-client";
import { FUZZ_BUCKETS, RIGHT_REQUESTS } from "../../support/emulator/right-requests";
import { SeededRandom, seedFromEnvironment } from "../../support/emulator/seeded-random";

const RUNS = Number(process.env.FAULT_RUNS ?? 10_000);
const OPERATIONS = Object.keys(RIGHT_REQUESTS);
const KNOWN_CODES = new Set<string>(Object.values(CATALOGUE).map(({ code }) => code));

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(path.join(tmpdir(), "emulator-fuzz-"));
});
afterAll(() => rmSync(directory, { recursive: true }));

function start(): Promise<Emulator> {
  return startEmulator({
    data: directory,
    buckets: FUZZ_BUCKETS,
    keptRequests: 10 * RUNS,
    maxBodyBytes: 100_000,
    requestTimeoutMs: 5000,
  });
}

/** All the server says to these bytes; it closes the connection. */
function exchange(port: number, { bytes, endsEarly }: WrongRequest): Promise<string> {
  return new Promise((resolve) => {
    let answer = "";
    const socket = connect(port, "127.0.0.1", () => {
      socket.write(bytes);
      if (endsEarly) socket.end();
    });
    socket.setEncoding("latin1");
    socket.on("data", (chunk) => {
      answer += chunk;
    });
    // A server that closes while we are still sending resets the connection; what it said counts.
    socket.on("error", () => {});
    socket.on("close", () => resolve(answer));
  });
}

/** What is wrong with an answer; undefined where nothing is. */
function complaint(answer: string, method: string): string | undefined {
  const [, status = ""] = /^HTTP\/1\.1 (\d{3}) /.exec(answer.replace(/^HTTP\/1\.1 100 Continue\r\n\r\n/, "")) ?? [];
  if (/^(2\d\d|304)$/.test(status)) return undefined;
  if (!/^4\d\d$/.test(status)) return `status ${status || "missing"}`;
  if (!/\r\nx-oss-request-id: [0-9A-F]{24}\r\n/i.test(answer)) return "no request id";
  const [head = "", body = ""] = answer.split("\r\n\r\n", 2);
  const inHeader = /\r\nx-oss-err: (\S+)/i.exec(head)?.[1];
  const xml = method === "HEAD" && inHeader ? Buffer.from(inHeader, "base64").toString() : body;
  const code = /<Code>([^<]+)<\/Code>/.exec(xml)?.[1] ?? "";
  return KNOWN_CODES.has(code) ? undefined : `code "${code}" is not in the catalogue`;
}

/** Everything that can be seen of the store. */
async function inventory(client: RawClient): Promise<string[]> {
  const seen: string[] = [];
  for (const bucket of elements((await client.send({ query: { "max-keys": "1000" } })).text, "Name")) {
    seen.push((await client.send({ bucket, query: { bucketInfo: "" } })).text);
    seen.push(
      (await client.send({ bucket, query: { versions: "", "max-keys": "1000", "encoding-type": "url" } })).text,
    );
    const listed = await client.send({
      bucket,
      query: { "list-type": "2", "max-keys": "1000", "encoding-type": "url" },
    });
    for (const encoded of elements(listed.text, "Key")) {
      const key = decodeURIComponent(encoded);
      for (const query of [{ symlink: "" }, { tagging: "" }, { acl: "" }] as Record<string, string>[]) {
        const { status, headers, text } = await client.send({ bucket, key, query });
        seen.push(`${status} ${headers["x-oss-symlink-target"]} ${headers.etag} ${status === 200 ? text : ""}`);
      }
    }
  }
  return seen;
}

function expectSound(listing: string): void {
  const entries = [
    ...listing.matchAll(
      /<(?:Version|DeleteMarker)><Key>([^<]*)<\/Key><VersionId>([^<]*)<\/VersionId><IsLatest>(true|false)</g,
    ),
  ];
  const keys = entries.map(([, key = ""]) => decodeURIComponent(key));
  expect(keys).toEqual([...keys].sort((left, right) => Buffer.compare(Buffer.from(left), Buffer.from(right))));
  const names = entries.map(([, key, versionId]) => `${key} ${versionId}`);
  expect(new Set(names).size).toBe(names.length);
  const latest = entries.filter(([, , , isLatest]) => isLatest === "true").map(([, key]) => key);
  expect(latest).toEqual([...new Set(entries.map(([, key]) => key))]);
}

test("the right requests name every operation the server has", () => {
  const had = new Set(ROUTES.filter((route) => route.run).map((route) => route.operation));
  expect(new Set(OPERATIONS)).toEqual(had);
});

test("requests that are right but for one thing get a documented answer, and leave a sound store", async () => {
  const seed = seedFromEnvironment();
  const random = new SeededRandom(seed);
  const failures: string[] = [];
  const ownMistakes = jest.spyOn(process.stderr, "write").mockImplementation((text) => {
    failures.push(String(text));
    return true;
  });
  const emulator = await start();
  const client = new RawClient(emulator.endpoint);
  try {
    const { port, host } = new URL(emulator.endpoint);
    for (let run = 0; run < RUNS && failures.length < 5; run++) {
      const operation = OPERATIONS[run % OPERATIONS.length] ?? "";
      const right = RIGHT_REQUESTS[operation]?.(random) ?? {};
      const wrong = makeMistake(right, random.pick(MISTAKES), host, random);
      const answer = await exchange(Number(port), wrong);
      const method = wrong.bytes.toString("latin1", 0, 8).split(" ")[0] ?? "";
      const wrongAnswer = complaint(answer, method);
      if (wrongAnswer)
        failures.push(
          `SEED=${seed} run ${run}, ${operation} with ${wrong.mistake}: ${wrongAnswer}\n${wrong.bytes.toString("latin1").slice(0, 1500)}\n--\n${answer.slice(0, 800)}`,
        );
    }
    expect(failures).toEqual([]);
    const reached = emulator.requests().map(({ operation }) => operation);
    for (const operation of OPERATIONS) {
      const times = reached.filter((name) => name === operation).length;
      expect(`${operation} ${times >= Math.floor(RUNS / 100)}`).toBe(`${operation} true`);
    }
    const before = await inventory(client);
    for (const listing of before.filter((text) => text.includes("<ListVersionsResult>"))) expectSound(listing);
    await emulator.close();
    const again = await start();
    const clientAgain = new RawClient(again.endpoint);
    expect(await inventory(clientAgain)).toEqual(before);
    clientAgain.close();
    await again.close();
  } finally {
    ownMistakes.mockRestore();
    client.close();
    await emulator.close().catch(() => {});
  }
}, 240_000);
