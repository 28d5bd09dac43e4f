import { AsyncLocalStorage } from "node:async_hooks";
import type { Server } from "node:http";
import type { Credential } from "../../../emulator/auth/credentials";
import type { OssError } from "../../../emulator/errors/oss-error";
import { closeServer, createHttpServer, listen } from "../../../emulator/http/http-server";
import type { RequestHead } from "../../../emulator/http/oss-request";
import type { Answer } from "../../../emulator/http/reply";
import { type OpenQuestions, OUR_CHOICES } from "../../../emulator/open-questions";
import { newBucket } from "../../../emulator/operations/buckets";
import { Service } from "../../../emulator/service";
import type { VersioningState } from "../../../emulator/store/model";
import type { StoreRecord } from "../../../emulator/store/records";
import { Store } from "../../../emulator/store/store";

/** Whoever sends requests with one access key: a provider instance of one stack. */
export interface Actor {
  /** Its access key. */
  readonly id: string;
  /** The stack it works for. */
  readonly owner: string;
  readonly kill: () => void;
  dead: boolean;
  /** Sees each request before the server does; may do something meanwhile, or have the process killed. */
  onRequest: ((operation: string, id: string) => "pass" | "lose answer" | "kill before" | "kill after") | undefined;
}

/** A change of what a bucket holds. */
export type Written = Extract<StoreRecord, { op: "put" | "edit" | "drop" }>;

/** Sees every such change before it happens. `actor` is undefined for the foreign writer. */
export type Watcher = (record: Written, actor: Actor | undefined) => void;

const REGION = "cn-hangzhou";
const ACCOUNT = "1000000000000001";

/** One local OSS server in this process, and what it lets through. */
export class OssWorld {
  readonly store = new Store();
  readonly region = REGION;
  readonly secret = "test";
  readonly service: Service;
  readonly #actors = new Map<string, Actor>();
  readonly #credentials = new Map<string, Credential>();
  readonly #watchers = new Map<string, Watcher>();
  readonly #sending = new AsyncLocalStorage<Actor>();
  #server: Server | undefined;
  #endpoint = "";
  #made = 0;

  constructor(choices: Partial<OpenQuestions> = {}) {
    this.service = new Service(this.store, {
      identity: { region: REGION, account: ACCOUNT },
      credentials: this.#credentials,
      cnames: new Map(),
      choices: { ...OUR_CHOICES, ...choices },
      latencyMs: 0,
      keptRequests: 0,
    });
    this.store.logTo({ append: (record) => this.#watch(record), close: () => {} });
  }

  get endpoint(): string {
    return this.#endpoint;
  }

  async open(): Promise<void> {
    this.#server = createHttpServer((head, body) => this.#answer(head, body), {
      maxBodyBytes: 1 << 20,
      requestTimeoutMs: 60_000,
    });
    this.#endpoint = `http://127.0.0.1:${await listen(this.#server, 0, "127.0.0.1")}`;
  }

  async close(): Promise<void> {
    this.service.close();
    if (this.#server) await closeServer(this.#server);
  }

  addBucket(name: string, versioning: VersioningState, watcher: Watcher): void {
    this.#watchers.set(name, watcher);
    this.store.commit({ op: "bucket", info: { ...newBucket(name, ACCOUNT, REGION, Date.now()), versioning } });
  }

  dropBucket(name: string): void {
    this.#watchers.delete(name);
    this.store.commit({ op: "drop-bucket", bucket: name });
  }

  newActor(owner: string, kill: () => void): Actor {
    const actor: Actor = { id: `key-${++this.#made}`, owner, kill, dead: false, onRequest: undefined };
    this.#actors.set(actor.id, actor);
    this.#credentials.set(actor.id, { accessKeyId: actor.id, accessKeySecret: this.secret });
    return actor;
  }

  /** Nothing that it still sends reaches the server. */
  bury(actor: Actor): void {
    actor.dead = true;
    this.#actors.delete(actor.id);
    this.#credentials.delete(actor.id);
  }

  async #answer(head: RequestHead, body: Buffer | OssError): Promise<Answer> {
    const id = /Credential=([^/]+)\//.exec(head.headers.authorization ?? "")?.[1];
    const actor = id === undefined ? undefined : this.#actors.get(id);
    if (actor === undefined || actor.dead) return CUT;
    const verdict = actor.onRequest?.(operationOf(head), idIn(head)) ?? "pass";
    if (verdict === "kill before") {
      actor.kill();
      return CUT;
    }
    const answer = await this.#sending.run(actor, () => this.service.answer(head, body));
    if (verdict === "kill after") actor.kill();
    return actor.dead || verdict === "lose answer" ? CUT : answer;
  }

  #watch(record: StoreRecord): void {
    if (record.op !== "put" && record.op !== "edit" && record.op !== "drop") return;
    this.#watchers.get(record.bucket)?.(record, this.#sending.getStore());
  }
}

const CUT: Answer = { reply: { status: 503, headers: {}, body: Buffer.alloc(0) }, cut: "instead" };

/** Enough to tell which request this is. */
function operationOf({ method, url }: RequestHead): string {
  const query = url.split("?")[1] ?? "";
  const part = ["symlink", "acl", "tagging", "versions", "versioning", "delete", "list-type"].find((name) =>
    new RegExp(`(^|&)${name}\\b`).test(query),
  );
  return `${method} ${part ?? "object"}`;
}

/** Bucket and key, in path style. */
function idIn({ url }: RequestHead): string {
  return decodeURIComponent(url.split("?")[0]?.slice(1) ?? "");
}
