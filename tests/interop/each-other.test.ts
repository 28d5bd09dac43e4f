import { type Emulator, startEmulator } from "../../emulator";
import { inByteOrder } from "./cases/names";
import type { OssClient, Software } from "./client";
import { type ClientProfile, CORS_FOR_BROWSERS, OURS, PROFILES } from "./clients";
import { connectionFor, ownerConnection } from "./connections";
import { lackingFor, launch } from "./launch";
import { CONTROL, NAME_SETS } from "./names";
import { newBucket } from "./stage";
import { absent } from "./suite";

/** A link under every name that the client can send; each points at the next name. */
interface Written {
  readonly bucket: string;
  readonly links: ReadonlyMap<string, string>;
}

const present = PROFILES.filter((profile) => lackingFor(profile) === undefined);
const running = new Map<ClientProfile, { software: Software; client: OssClient }>();
const written = new Map<ClientProfile, Written>();
let server: Emulator;

describe("links written by one client and read by the other", () => {
  beforeAll(async () => {
    server = await startEmulator();
    for (const profile of present) {
      const software = await launch(profile);
      running.set(profile, { software, client: await software.connect(connectionFor(profile, server)) });
    }
    for (const profile of present) written.set(profile, await writeLinks(profile));
  }, 600_000);

  afterAll(async () => {
    for (const { software } of running.values()) await software.close();
    await server?.close();
  });

  for (const profile of PROFILES) {
    const lacking = lackingFor(profile);
    if (lacking) describe(profile.title, () => absent(lacking));
  }

  for (const [writer, reader] of pairs()) {
    test(`${reader.title} reads what ${writer.title} wrote`, async () => {
      const { bucket, links } = written.get(writer) ?? fail(writer);
      const expected = new Map([...links].filter(([key]) => sendable(reader).has(key)));
      const { client } = running.get(reader) ?? fail(reader);
      const seen = new Map<string, string>();
      for (const key of expected.keys()) seen.set(key, (await client.call("getSymlink", { bucket, key })).target);
      expect(seen).toEqual(expected);
    }, 60_000);
  }

  for (const reader of present) {
    test(`${reader.title} lists what our client wrote`, async () => {
      const { bucket, links } = written.get(OURS) ?? fail(OURS);
      const { client } = running.get(reader) ?? fail(reader);
      const { entries } = await client.call("listObjects", { bucket, maxKeys: 1000 });
      // What prints one name a line prints names with line feeds in pieces.
      const oneALine = reader.lacks["control characters in keys"] !== undefined;
      const clean = (key: string) => !oneALine || !CONTROL.includes(key);
      const keys = entries.map((entry) => entry.key).filter((key) => links.has(key) && clean(key));
      expect(keys).toEqual(inByteOrder([...links.keys()].filter(clean)));
      if (!oneALine) expect(entries).toHaveLength(links.size);
    }, 60_000);
  }
});

function pairs(): (readonly [ClientProfile, ClientProfile])[] {
  return present.flatMap((writer) => present.map((reader) => [writer, reader] as const));
}

function sendable({ lacks }: ClientProfile): ReadonlySet<string> {
  const sets = NAME_SETS.filter(({ needs }) => needs.every((need) => lacks[need] === undefined));
  return new Set(sets.flatMap(({ names }) => names));
}

async function writeLinks(writer: ClientProfile): Promise<Written> {
  const bucket = await newBucket(ownerConnection(server), "never versioned", { cors: CORS_FOR_BROWSERS });
  const names = [...sendable(writer)];
  const links = new Map(names.map((name, index) => [name, names[(index + 1) % names.length] ?? ""]));
  const { client } = running.get(writer) ?? fail(writer);
  for (const [key, target] of links) await client.call("putSymlink", { bucket, key, target });
  return { bucket, links };
}

function fail({ title }: ClientProfile): never {
  throw new Error(`${title} did not start`);
}
