import { createHmac, hash } from "node:crypto";
import { type Common, canonical, type LayoutDeclaration, targetOf } from "./declaration";

/** 72 bits: enough to tell what was written from anything else. */
const LENGTH = 12;

/** Stands for what was written only in part: it equals no digest. */
export const UNFINISHED = "";

/** Stands for a link given up for another resource that declares it, and has not written it yet. */
export const HANDED_OVER = ">";

const AS_FOUND = "~";

/** Marks a link in which something was left as it was found, because that is ignored: it is as declared only so long. */
export function asFound(digest: string): string {
  return digest + AS_FOUND;
}

/** What has been declared of a link that may be marked so. */
export function unmarked(digest: string): string {
  return digest.endsWith(AS_FOUND) ? digest.slice(0, -AS_FOUND.length) : digest;
}

/** Digests of what is put, by which a state knows links that are as declared from those that are not (yet). */
export class Digests {
  private readonly common: string;
  private readonly known = new Map<string, string>();

  /** @param key what is secret is digested with a key, or it could be guessed from its digest. */
  constructor(
    private readonly layout: LayoutDeclaration,
    readonly key: string | undefined,
  ) {
    this.common = canonical(layout.common);
  }

  /** Of the link of that name, as declared. */
  of(name: string): string {
    const known = this.known.get(name);
    if (known !== undefined) return known;
    const made = digest(this.common, targetOf(this.layout, name), this.key);
    this.known.set(name, made);
    return made;
  }
}

export function digestOf(common: Common, target: string, key: string | undefined): string {
  return digest(canonical(common), target, key);
}

function digest(common: string, target: string, key: string | undefined): string {
  const text = `${common}\n${target}`;
  const whole = key === undefined ? hash("sha256", text, "base64url") : keyed(text, key);
  return whole.slice(0, LENGTH);
}

function keyed(text: string, key: string): string {
  return createHmac("sha256", key).update(text).digest("base64url");
}
