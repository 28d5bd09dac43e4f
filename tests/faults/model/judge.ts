import type { ObjectVersion } from "../../../emulator/store/model";
import type { Call, Part } from "./call";
import type { Actor, Written } from "./oss-world";
import type { Live, Places } from "./places";
import type { StackName } from "./program";
import { createVerdict, provesForDelete, updateVerdict } from "./rules";

/** Judges every change of the server's content in the moment before it happens. */
export class Judge {
  readonly violations: string[] = [];
  readonly #calls = new Map<StackName, Call>();

  constructor(private readonly places: Places) {}

  violated(rule: string, what: string): void {
    this.violations.push(`${rule}\n    ${what}`);
  }

  async during<T>(call: Call, work: () => Promise<T>): Promise<T> {
    this.#calls.set(call.stack, call);
    try {
      return await work();
    } finally {
      this.#calls.delete(call.stack);
    }
  }

  callOf(stack: StackName): Call | undefined {
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
      const part = this.#calls.get(by)?.parts.get(id);
      if (part !== undefined && record.op === "put") part.put = record.version;
    }
    this.#record(record, key, by);
  }

  #contest(id: string, by: StackName): void {
    for (const [stack, call] of this.#calls) {
      const part = call.parts.get(id);
      if (stack === by || part === undefined) continue;
      part.contested = true;
      part.overtaken = part.writes > 0;
    }
  }

  #record(record: Written, key: string, by: StackName | undefined): void {
    if (record.op === "put") this.places.ledger.written(record.version, by);
    if (record.op !== "edit") return;
    const before = this.places.versions(record.bucket, key).find((old) => old.versionId === record.version.versionId);
    if (before !== undefined) this.places.ledger.edited(before, record.version);
  }

  /** The rule that this change would break. */
  #brokenBy(record: Written, id: string, live: Live, call: Call | undefined): string | undefined {
    if (call === undefined) return "§3 nothing is written outside of a call";
    if (call.quiet !== undefined) return `§1 previews, Check, Diff and Read write nothing (${call.quiet})`;
    const part = call.parts.get(id);
    if (part === undefined) return "§3 a call touches its own names only";
    part.writes++;
    if (record.op === "put") part.overtaken = false;
    if (record.op === "edit") return this.#brokenByEdit(record.version, live, part, call);
    if (record.op === "drop") return this.#brokenByDrop(record.versionId, record, live, part, call);
    if (record.version.kind === "DeleteMarker")
      return this.#brokenByRemoval(live, part, call, record.bucket, record.version);
    return this.#brokenByPut(live, part, call, record.bucket);
  }

  #brokenByPut(live: Live, part: Part, call: Call, bucket: string): string | undefined {
    if (part.kind === "delete" || part.kind === "stray") return "§3.2 a delete puts nothing";
    if (part.kind === "update" && updateVerdict(part.inputs, live) === "must not") {
      return "§3.1 Update: an ordinary object in its place only under `overwrite`";
    }
    if (part.kind !== "create" || live.kind === "nothing" || live.version === part.put) return undefined;
    if (createVerdict(part.inputs, part.id, live, part.shown) !== "must not") return undefined;
    if (this.places.versioning(bucket) !== "never") {
      // Between look and put there is no guard in a versioned bucket.
      if (part.raced && part.looked) return undefined;
      // Who has learnt that the guard holds may find out otherwise, and takes the put back.
      if (!part.looked && this.places.switchedSince(bucket, call.since)) {
        part.hidden = live.version;
        return undefined;
      }
    }
    return `§3.1 Create never destroys what is not ours (a ${live.kind})`;
  }

  #brokenByEdit(version: ObjectVersion, live: Live, part: Part, call: Call): string | undefined {
    const current = live.kind === "link" && live.version.versionId === version.versionId;
    const mayEdit = part.kind === "create" || part.kind === "update";
    if (current && this.places.ledger.of(live.version).owners.has(call.stack) && mayEdit) return undefined;
    return "§3.1 ACL or tags alone are never sent to an object or to a link that is not ours";
  }

  /** The current object goes, or a marker is put over it. */
  #brokenByRemoval(live: Live, part: Part, call: Call, bucket: string, marker?: ObjectVersion): string | undefined {
    if (part.kind !== "delete" && part.kind !== "stray") return "§3.1 a create or update deletes nothing";
    if (live.kind === "nothing") return undefined;
    if (live.kind === "object") return "§3.2 Delete never removes an ordinary object";
    const isReplaced = (old: ObjectVersion) => old.versionId === marker?.versionId && old !== live.version;
    const replaced = marker && this.places.versions(bucket, marker.key).find(isReplaced);
    // What was learnt of the bucket may be out of date in a process that outlives a switch.
    const unaware = replaced !== undefined && this.places.switchedSince(bucket, call.since);
    if (part.kind === "stray") {
      if (!part.free)
        return "§4 a stray stays unless its layout removes strays, has named it before, and nobody else declares or has it";
      if (!part.listed.has(live.version.etag)) return "§4 a stray goes only as it was listed";
      const destroys = replaced !== undefined && replaced.kind !== "DeleteMarker" && !unaware;
      return destroys ? "§4 a stray stays above a `null` version that would be destroyed" : undefined;
    }
    if (!provesForDelete(part.proof, live.version)) return "§3.2 Delete never removes a link that is not ours";
    if (!this.places.ledger.of(live.version).owners.has(call.stack))
      return "§3.2 a state proves only what its stack wrote";
    if (part.verdict !== "must not" || unaware) return undefined;
    return "§3.2 left alone: a key that another URN declares, or a `null` version of somebody else beneath";
  }

  #brokenByDrop(versionId: string, place: Dropped, live: Live, part: Part, call: Call): string | undefined {
    const { bucket, key } = place;
    if (this.places.versioning(bucket) === "never") return this.#brokenByRemoval(live, part, call, bucket);
    const versions = this.places.versions(bucket, key);
    const version = versions.find((candidate) => candidate.versionId === versionId);
    if (version === undefined) return undefined;
    if (!this.places.ledger.of(version).owners.has(call.stack)) return "§3.2 only versions we wrote are deleted by id";
    if (part.kind === "create") {
      return part.hidden === undefined ? "§3.1 only a put over what must stay is undone" : undefined;
    }
    if (part.kind !== "delete") return "§3.1 an update deletes nothing";
    if (version.kind === "DeleteMarker") {
      return versions.length > 1 ? "§3.2 purge: the marker only if nothing else of that key remains" : undefined;
    }
    if (!part.proof.versionIds.includes(versionId)) return "§3.2 purge: the versions of this state only";
    return version === versions.at(-1) ? "§3.2 purge: marker first, then the versions" : undefined;
  }
}

type Dropped = { readonly bucket: string; readonly key: string };
