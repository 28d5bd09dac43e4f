import type { ObjectVersion, VersioningState } from "../../../emulator/store/model";
import { currentVersion } from "../../../emulator/store/store";
import type { Ledger } from "./ledger";
import type { OssWorld } from "./oss-world";
import { BUCKET_KINDS, type BucketKind, type Place } from "./program";

/** What stands at a place: what a reader without a version id sees. */
export type Live = { readonly kind: "nothing" } | { readonly kind: "link" | "object"; readonly version: ObjectVersion };

/** Bucket and key of a resource's ID. */
export function splitId(id: string): [bucketName: string, key: string] {
  const slash = id.indexOf("/");
  return [id.slice(0, slash), id.slice(slash + 1)];
}

/** The buckets of one history. */
export class Places {
  /** When each bucket's versioning was switched last, in ticks. */
  readonly #switched = new Map<string, number>();
  /** Where somebody else wrote after the plugin, during the command under way. */
  readonly overtaken = new Set<string>();
  #ticks = 0;

  constructor(
    readonly world: OssWorld,
    readonly ledger: Ledger,
    private readonly prefix: string,
  ) {}

  bucketName(kind: BucketKind): string {
    return `${this.prefix}-${kind}`;
  }

  bucketNames(): string[] {
    return BUCKET_KINDS.map((kind) => this.bucketName(kind));
  }

  idOf({ bucket, key }: Place): string {
    return `${this.bucketName(bucket)}/${key}`;
  }

  /** All versions of a key, oldest first. */
  versions(bucketName: string, key: string): readonly ObjectVersion[] {
    return this.world.store.bucket(bucketName)?.keys.get(key)?.versions ?? [];
  }

  live(bucketName: string, key: string): Live {
    const bucket = this.world.store.bucket(bucketName);
    const version = bucket && currentVersion(bucket, key);
    if (version === undefined || version.kind === "DeleteMarker") return { kind: "nothing" };
    return { kind: version.kind === "Symlink" ? "link" : "object", version };
  }

  liveById(id: string): Live {
    return this.live(...splitId(id));
  }

  versioning(bucketName: string): VersioningState {
    return this.world.store.bucket(bucketName)?.info.versioning ?? "never";
  }

  setVersioning(bucketName: string, versioning: VersioningState): void {
    const info = this.world.store.bucket(bucketName)?.info;
    if (info === undefined) return;
    this.world.store.commit({ op: "bucket", info: { ...info, versioning } });
    this.#switched.set(bucketName, this.tick());
  }

  tick(): number {
    return ++this.#ticks;
  }

  /** Whether the bucket's versioning was switched since that tick. */
  switchedSince(bucketName: string, tick: number): boolean {
    return (this.#switched.get(bucketName) ?? 0) > tick;
  }

  *keys(): Generator<{ readonly bucketName: string; readonly key: string }> {
    for (const bucketName of this.bucketNames()) {
      const bucket = this.world.store.bucket(bucketName);
      for (const { key } of bucket?.keys.from(() => false) ?? []) yield { bucketName, key };
    }
  }
}
