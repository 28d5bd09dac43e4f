import { ADMIN_PREFIX, answerAdmin } from "./admin";
import type { Credential } from "./auth/credentials";
import type { FaultList } from "./faults/fault-list";
import { type Answering, closeServer, createHttpServer, listen } from "./http/http-server";
import { OUR_CHOICES } from "./open-questions";
import { newBucket } from "./operations/buckets";
import type { BucketSpec, EmulatorOptions } from "./options";
import type { RequestRecord } from "./request-log";
import { Service } from "./service";
import { lockDirectory } from "./store/directory-lock";
import { openStore } from "./store/journal";
import { NO_BODY } from "./store/model";
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
  const { port = 0, host = "127.0.0.1", region = "cn-hangzhou" } = options;
  const { accessKeyId = "test", accessKeySecret = "test" } = options;
  const { store, release } = openBacking(options.data);
  const service = createService(store, { ...options, region, accessKeyId, accessKeySecret });
  const addBuckets = (): void => createBuckets(store, options.buckets ?? [], region);
  const reset = (): void => {
    store.commit({ op: "clear" });
    addBuckets();
    service.faults.clear();
    service.requests.clear();
  };
  const server = createHttpServer(withAdmin(service, options.admin ?? false, reset), {
    maxBodyBytes: options.maxBodyBytes ?? 100 * MEBIBYTE,
    requestTimeoutMs: options.requestTimeoutMs ?? 60_000,
  });
  try {
    addBuckets();
    const takenPort = await listen(server, port, host);
    const endpoint = `http://${host.includes(":") ? `[${host}]` : host}:${takenPort}`;
    const close = async (): Promise<void> => {
      service.close();
      await closeServer(server);
      release();
    };
    const requests = (): RequestRecord[] => service.requests.list();
    return { endpoint, region, accessKeyId, accessKeySecret, requests, faults: service.faults, reset, close };
  } catch (error) {
    release();
    throw error;
  }
}

/** The store, and how to let go of its directory. */
function openBacking(directory: string | undefined): { store: Store; release: () => void } {
  if (directory === undefined) return { store: new Store(), release: () => {} };
  const unlock = lockDirectory(directory);
  try {
    const store = openStore(directory);
    const release = (): void => {
      store.close();
      unlock();
    };
    return { store, release };
  } catch (error) {
    unlock();
    throw error;
  }
}

type ServiceOptions = EmulatorOptions & Credential & { readonly region: string };

function createService(store: Store, options: ServiceOptions): Service {
  const { region, accessKeyId, accessKeySecret } = options;
  return new Service(store, {
    identity: { region, account: OWN_ACCOUNT },
    credentials: credentialsById([{ accessKeyId, accessKeySecret }, ...(options.credentials ?? [])]),
    cnames: new Map(Object.entries(options.cnames ?? {})),
    choices: { ...OUR_CHOICES, ...options.openQuestions },
    latencyMs: options.latencyMs ?? 0,
    keptRequests: options.keptRequests ?? 100_000,
  });
}

function credentialsById(credentials: readonly Credential[]): Map<string, Credential> {
  return new Map(credentials.map((credential) => [credential.accessKeyId, credential]));
}

function withAdmin(service: Service, admin: boolean, reset: () => void): Answering {
  return async (head, body) => {
    if (!admin || !head.url.startsWith(ADMIN_PREFIX)) return service.answer(head, body);
    return { reply: answerAdmin(service, head, Buffer.isBuffer(body) ? body : NO_BODY, reset), cut: "not" };
  };
}

/** Buckets that a data directory has already keep their settings. */
function createBuckets(store: Store, specs: readonly (string | BucketSpec)[], region: string): void {
  for (const spec of specs) {
    const { name, ...settings }: BucketSpec = typeof spec === "string" ? { name: spec } : spec;
    if (store.bucket(name)) continue;
    store.commit({ op: "bucket", info: { ...newBucket(name, OWN_ACCOUNT, region, Date.now()), ...settings } });
  }
}
