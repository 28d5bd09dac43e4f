import type { ObjectVersion } from "../../../emulator/store/model";
import type { PropertyMap } from "../../../provider/protocol/values";
import type { Actor, Written } from "./oss-world";
import type { Live, Places } from "./places";
import type { StackName } from "./program";
import { createVerdict, type Proof, provesForDelete, type Shown, updateVerdict, type Verdict } from "./rules";

/** A call that is under way, and what its writes are judged by. */
export type CallContext = {
  readonly stack: StackName;
  readonly urn: string;
  readonly id: string;
  /** When the plugin's process began, in ticks. */
  readonly since: number;
  /** Somebody else wrote to the same place meanwhile. */
  raced: boolean;
  /** What a write of this call hid although the rules forbid it: to be uncovered again before the call ends. */
  hidden: ObjectVersion | undefined;
  writes: number;
  /** It has asked what is there. */
  looked: boolean;
  /** Somebody else wrote to the same place after it. */
  overtaken: boolean;
  /** The other stack's plugin wrote to the same place meanwhile, which is the same process. */
  contested: boolean;
} & (
  | { readonly kind: "quiet"; readonly what: string }
  | { readonly kind: "create"; readonly inputs: PropertyMap; readonly shown: Shown }
  | { readonly kind: "update"; readonly inputs: PropertyMap }
  | { readonly kind: "delete"; readonly proof: Proof; readonly verdict: Verdict }
);

/** Judges every change of the server's content in the moment before it happens. */
export class Judge {
  readonly violations: string[] = [];
  readonly #calls = new Map<StackName, CallContext>();

  constructor(private readonly places: Places) {}

  violated(rule: string, what: string): void {
    this.violations.push(`${rule}\n    ${what}`);
  }

  async during<T>(call: CallContext, work: () => Promise<T>): Promise<T> {
    this.#calls.set(call.stack, call);
    try {
      return await work();
    } finally {
      this.#calls.delete(call.stack);
    }
  }

  callOf(stack: StackName): CallContext | undefined {
    return this.#calls.get(stack);
  }

  /** The watcher of a history's buckets. */
  watch(record: Written, actor: Actor | undefined): void {
    const key = record.op === "drop" ? record.key : record.version.key;
    const by = actor?.owner as StackName | undefined;
    if (by !== undefined) {
      const id = `${record.bucket}/${key}`;
      const rule = this.#brokenBy(record, id, this.places.live(record.bucket, key), this.#calls.get(by));
      if (rule !== undefined) this.violated(rule, `${record.op} of ${id} by stack ${by}`);
      this.#contest(id, by);
    }
    this.#record(record, key, by);
  }

  #contest(id: string, by: StackName): void {
    for (const [stack, call] of this.#calls) {
      if (stack === by || call.id !== id) continue;
      call.contested = true;
      call.overtaken = call.writes > 0;
    }
  }

  #record(record: Written, key: string, by: StackName | undefined): void {
    if (record.op === "put") this.places.ledger.written(record.version, by);
    if (record.op !== "edit") return;
    const before = this.places.versions(record.bucket, key).find((old) => old.versionId === record.version.versionId);
    if (before !== undefined) this.places.ledger.edited(before, record.version);
  }

  /** The rule that this change would break. */
  #brokenBy(record: Written, id: string, live: Live, call: CallContext | undefined): string | undefined {
    if (call === undefined) return "§3 nothing is written outside of a call";
    call.writes++;
    if (record.op === "put") call.overtaken = false;
    if (call.kind === "quiet") return `§1 previews, Check, Diff and Read write nothing (${call.what})`;
    if (call.id !== id) return "§3 a call touches its own name only";
    if (record.op === "edit") return this.#brokenByEdit(record.version, live, call);
    if (record.op === "drop") return this.#brokenByDrop(record.versionId, record, live, call);
    if (record.version.kind === "DeleteMarker") return this.#brokenByRemoval(live, call, record.bucket, record.version);
    return this.#brokenByPut(live, call, record.bucket);
  }

  #brokenByPut(live: Live, call: CallContext, bucket: string): string | undefined {
    if (call.kind === "delete") return "§3.2 a delete puts nothing";
    if (call.kind === "update" && updateVerdict(call.inputs, live) === "must not") {
      return "§3.1 Update: an ordinary object in its place only under `overwrite`";
    }
    if (call.kind !== "create" || live.kind === "nothing") return undefined;
    if (createVerdict(call.inputs, call.id, live, call.shown) !== "must not") return undefined;
    if (this.places.versioning(bucket) !== "never") {
      // Between look and put there is no guard in a versioned bucket.
      if (call.raced && call.looked) return undefined;
      // Who has learnt that the guard holds may find out otherwise, and takes the put back.
      if (!call.looked && this.places.switchedSince(bucket, call.since)) {
        call.hidden = live.version;
        return undefined;
      }
    }
    return `§3.1 Create never destroys what is not ours (a ${live.kind})`;
  }

  #brokenByEdit(version: ObjectVersion, live: Live, call: CallContext): string | undefined {
    const current = live.kind === "link" && live.version.versionId === version.versionId;
    if (current && this.places.ledger.of(live.version).owners.has(call.stack) && call.kind !== "delete")
      return undefined;
    return "§3.1 ACL or tags alone are never sent to an object or to a link that is not ours";
  }

  /** The current object goes, or a marker is put over it. */
  #brokenByRemoval(live: Live, call: CallContext, bucket: string, marker?: ObjectVersion): string | undefined {
    if (call.kind !== "delete") return "§3.1 a create or update deletes nothing";
    if (live.kind === "nothing") return undefined;
    if (live.kind === "object") return "§3.2 Delete never removes an ordinary object";
    if (!provesForDelete(call.proof, live.version)) return "§3.2 Delete never removes a link that is not ours";
    if (!this.places.ledger.of(live.version).owners.has(call.stack))
      return "§3.2 a state proves only what its stack wrote";
    if (call.verdict !== "must not") return undefined;
    const isReplaced = (old: ObjectVersion) => old.versionId === marker?.versionId && old !== live.version;
    const replaces = marker !== undefined && this.places.versions(bucket, marker.key).some(isReplaced);
    // What was learnt of the bucket may be out of date in a process that outlives a switch.
    if (replaces && this.places.switchedSince(bucket, call.since)) return undefined;
    return "§3.2 left alone: a key that another URN declares, or a `null` version of somebody else beneath";
  }

  #brokenByDrop(versionId: string, place: Dropped, live: Live, call: CallContext): string | undefined {
    const { bucket, key } = place;
    if (this.places.versioning(bucket) === "never") return this.#brokenByRemoval(live, call, bucket);
    const versions = this.places.versions(bucket, key);
    const version = versions.find((candidate) => candidate.versionId === versionId);
    if (version === undefined) return undefined;
    if (!this.places.ledger.of(version).owners.has(call.stack)) return "§3.2 only versions we wrote are deleted by id";
    if (call.kind === "create" && call.hidden === undefined) return "§3.1 only a put over what must stay is undone";
    if (call.kind === "create") return undefined;
    if (call.kind !== "delete") return "§3.1 an update deletes nothing";
    if (version.kind === "DeleteMarker") {
      return versions.length > 1 ? "§3.2 purge: the marker only if nothing else of that key remains" : undefined;
    }
    if (!call.proof.versionIds.includes(versionId)) return "§3.2 purge: the versions of this state only";
    return version === versions.at(-1) ? "§3.2 purge: marker first, then the versions" : undefined;
  }
}

type Dropped = { readonly bucket: string; readonly key: string };
