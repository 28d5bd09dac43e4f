import type { Credential } from "./auth/credentials";
import type { FaultList } from "./faults/fault-list";
import { closeServer, createHttpServer, listen } from "./http/http-server";
import { OUR_CHOICES } from "./open-questions";
import { newBucket } from "./operations/buckets";
import type { BucketSpec, EmulatorOptions } from "./options";
import type { RequestRecord } from "./request-log";
import { Service } from "./service";
import { Store } from "./store/store";

export interface Emulator {
  /** `http://127.0.0.1:<port>` */
  readonly endpoint: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  /** What was asked of the server since the start or the last reset, oldest first. */
  requests(): RequestRecord[];
  readonly faults: FaultList;
  /** Everything as at the start: the buckets of the options, no faults, no requests. */
  reset(): void;
  close(): Promise<void>;
}

/** Account ids of the service are sixteen digits. */
const OWN_ACCOUNT = "1000000000000001";
const MEBIBYTE = 1024 * 1024;

export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const {
    port = 0,
    host = "127.0.0.1",
    region = "cn-hangzhou",
    accessKeyId = "test",
    accessKeySecret = "test",
  } = options;
  const store = new Store();
  const service = new Service(store, {
    identity: { region, account: OWN_ACCOUNT },
    credentials: credentialsById([{ accessKeyId, accessKeySecret }, ...(options.credentials ?? [])]),
    cnames: new Map(Object.entries(options.cnames ?? {})),
    choices: { ...OUR_CHOICES, ...options.openQuestions },
    latencyMs: options.latencyMs ?? 0,
    keptRequests: options.keptRequests ?? 100_000,
  });
  const addBuckets = (): void => createBuckets(store, options.buckets ?? [], region);
  addBuckets();
  const server = createHttpServer((head, body) => service.answer(head, body), {
    maxBodyBytes: options.maxBodyBytes ?? 100 * MEBIBYTE,
    requestTimeoutMs: options.requestTimeoutMs ?? 60_000,
  });
  const takenPort = await listen(server, port, host);
  return {
    endpoint: `http://${host.includes(":") ? `[${host}]` : host}:${takenPort}`,
    region,
    accessKeyId,
    accessKeySecret,
    requests: () => service.requests.list(),
    faults: service.faults,
    reset: () => {
      store.commit({ op: "clear" });
      addBuckets();
      service.faults.clear();
      service.requests.clear();
    },
    close: async () => {
      await closeServer(server);
      store.close();
    },
  };
}

function credentialsById(credentials: readonly Credential[]): Map<string, Credential> {
  return new Map(credentials.map((credential) => [credential.accessKeyId, credential]));
}

/** Buckets that a data directory has already keep their settings. */
function createBuckets(store: Store, specs: readonly (string | BucketSpec)[], region: string): void {
  for (const spec of specs) {
    const { name, ...settings }: BucketSpec = typeof spec === "string" ? { name: spec } : spec;
    if (store.bucket(name)) continue;
    store.commit({ op: "bucket", info: { ...newBucket(name, OWN_ACCOUNT, region, Date.now()), ...settings } });
  }
}
