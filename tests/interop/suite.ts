import { type Emulator, startEmulator } from "../../emulator";
import { CASES } from "./cases";
import type { Software } from "./client";
import { type ClientProfile, CORS_FOR_BROWSERS } from "./clients";
import { connectionFor, ownerConnection, TEMPORARY } from "./connections";
import { lackingFor, launch } from "./launch";
import { type Case, expectRefusal, newBucket, type Stage } from "./stage";

/** Installing a client may take minutes the first time. */
const INSTALL_MS = 600_000;
const CASE_MS = 60_000;

/** Runs every case with the client, against a server of its own. */
export function conformanceOf(profile: ClientProfile): void {
  describe(`${profile.title} against the local OSS server`, () => {
    const lacking = lackingFor(profile);
    if (lacking) {
      absent(lacking);
      return;
    }
    const play = openStage(profile);
    for (const one of CASES.filter((one) => isWithin(profile, one))) {
      test(one.title, () => one.run(play()), CASE_MS);
    }
  });
}

/** A client whose tool is missing is a visible skip, or a failure where everything is required. */
export function absent(lacking: string): void {
  const title = `cannot run: ${lacking}`;
  if (process.env.REQUIRE_ALL === "1") {
    test(title, () => {
      throw new Error(`REQUIRE_ALL=1, but ${lacking}`);
    });
  } else {
    test.skip(title, () => undefined);
  }
}

/** What a client has no way to do is no skipped test: clients.ts says it, and why. */
function isWithin({ lacks }: ClientProfile, { needs }: Case): boolean {
  return needs.every((need) => lacks[need] === undefined);
}

/** Starts server and client before the tests, ends both after them. */
function openStage(profile: ClientProfile): () => Stage {
  let server: Emulator | undefined;
  let software: Software | undefined;
  let stage: Stage | undefined;
  beforeAll(async () => {
    server = await startEmulator({ credentials: [TEMPORARY] });
    software = await launch(profile);
    stage = await setStage(profile, server, software);
  }, INSTALL_MS);
  afterEach(() => server?.faults.clear());
  afterAll(async () => {
    await software?.close();
    await server?.close();
  });
  return () => {
    if (!stage) throw new Error("the stage is not open");
    return stage;
  };
}

async function setStage(profile: ClientProfile, server: Emulator, software: Software): Promise<Stage> {
  const connection = ownerConnection(server);
  const cors = profile.browser ? CORS_FOR_BROWSERS : undefined;
  const own = connectionFor(profile, server);
  return {
    client: await software.connect(own),
    connect: (other) => software.connect(other),
    connection,
    own,
    bucket: (state = "never versioned", acl, name) => newBucket(connection, state, { acl, cors, name }),
    setClockOffset: (offsetMs) => {
      server.faults.add({ effect: { kind: "clock", offsetMs } });
    },
    can: (ability) => profile.lacks[ability] === undefined,
    refused: (attempt, expected) => expectRefusal(profile, attempt, expected),
  };
}
