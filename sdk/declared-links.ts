import { RunError } from "@pulumi/pulumi";

/** Who declares a link: its class, its logical name, and its parent, which is part of the URN as well. */
export interface Owner {
  readonly kind: "Symlink" | "AliasLayout";
  readonly name: string;
  readonly parent: object | undefined;
}

export interface DeclaredLink {
  readonly owner: Owner;
  readonly bucket: string;
  readonly key: string;
  readonly target: string;
}

/**
 * The links that one run of a program has declared so far. The engine shows a dynamic provider each resource alone, so
 * what is wrong between two of them is found here. Values stay out of the messages: they may be secrets.
 */
export class DeclaredLinks {
  private readonly byName = new Map<string, Owner>();
  private readonly byTarget = new Map<string, Owner>();

  add({ owner, bucket, key, target }: DeclaredLink): void {
    const name = `${bucket}/${key}`;
    const namesake = this.byName.get(name);
    // The same URN twice is for the engine to refuse.
    if (namesake !== undefined && !isSame(namesake, owner)) throw declaredTwice(namesake, owner);
    this.byName.set(name, owner);
    this.byTarget.set(`${bucket}/${target}`, owner);
    const next = this.byName.get(`${bucket}/${target}`);
    if (next !== undefined && !isSame(next, owner)) throw chained(owner, next);
    const previous = this.byTarget.get(name);
    if (previous !== undefined && !isSame(previous, owner)) throw chained(previous, owner);
  }
}

function isSame(one: Owner, other: Owner): boolean {
  return one.kind === other.kind && one.name === other.name && one.parent === other.parent;
}

function declaredTwice(first: Owner, second: Owner): RunError {
  return new RunError(
    `${second.kind} "${second.name}" has the same bucket and key as ${first.kind} "${first.name}"; a link is declared once: remove one of them, or give it another key`,
  );
}

function chained(link: Owner, next: Owner): RunError {
  return new RunError(
    `${link.kind} "${link.name}" points to a link: its target is the key of ${next.kind} "${next.name}", and OSS follows a link only once; point "${link.name}" to where "${next.name}" points`,
  );
}
