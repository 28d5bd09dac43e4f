import type { PropertyMap } from "../../../provider/protocol/values";
import { BUCKET, type Scene } from "../../support/plugin/given-scene";

export const LINKS = { "app.tgz": "app.tgz", "docs/index.html": "docs/index.html", "notes.txt": "notes.txt" };

/** A layout of three links, all of whose targets are missing. */
export function givenLayout(more: PropertyMap = {}): PropertyMap {
  return { bucket: BUCKET, prefix: "latest/", targetPrefix: "releases/1/", links: LINKS, targetCheck: "off", ...more };
}

export function flipped(more: PropertyMap = {}): PropertyMap {
  return givenLayout({ targetPrefix: "releases/2/", ...more });
}

/** So many links, by name. */
export function manyLinks(count: number): Record<string, string> {
  const width = String(count).length;
  const name = (index: number) => `file-${String(index).padStart(width, "0")}`;
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [name(index), name(index)]));
}

/** Puts ordinary objects past the provider, many at once. */
export async function putObjects({ foreign }: Scene, keys: readonly string[]): Promise<void> {
  const open = [...keys];
  const worker = async () => {
    for (let key = open.pop(); key !== undefined; key = open.pop()) await foreign.putObject(BUCKET, key, "x");
  };
  await Promise.all(Array.from({ length: 32 }, worker));
}

export const REFUSED = { kind: "error", status: 403, code: "AccessDenied" } as const;
export const BUSY = { kind: "error", status: 503, code: "ServiceUnavailable" } as const;
