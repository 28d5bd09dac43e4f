import type { ObjectVersion } from "../../../emulator/store/model";
import type { StackName } from "./program";

/** Where one version comes from. */
export interface Provenance {
  /** Undefined is the foreign writer. */
  readonly by: StackName | undefined;
  /** Stacks whose state has, or had, a claim on it: its writer, and whoever imported it. */
  readonly owners: Set<StackName>;
  /** The engine was told of it: some state holds the proof. */
  known: boolean;
  /** No state claims it any more, and rightly so. */
  released: boolean;
}

/** Who wrote which version. Kept beside the server, from its own changes: nobody else is asked. */
export class Ledger {
  readonly #versions = new WeakMap<ObjectVersion, Provenance>();

  written(version: ObjectVersion, by: StackName | undefined): void {
    const owners = new Set(by === undefined ? [] : [by]);
    this.#versions.set(version, { by, owners, known: false, released: false });
  }

  /** ACL and tags are changed where they stand: the version remains whose it was. */
  edited(before: ObjectVersion, after: ObjectVersion): void {
    this.#versions.set(after, this.of(before));
  }

  of(version: ObjectVersion): Provenance {
    const known = this.#versions.get(version);
    if (known === undefined) throw new Error(`no record of ${version.key} ${version.versionId}`);
    return known;
  }

  isForeign(version: ObjectVersion): boolean {
    return this.of(version).owners.size === 0;
  }
}
