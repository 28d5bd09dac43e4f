/** Where a link is. The Pulumi ID is `bucket/key`. */
export interface LinkName {
  readonly bucket: string;
  readonly key: string;
}

export function idOf({ bucket, key }: LinkName): string {
  return `${bucket}/${key}`;
}

/** Reads `bucket/key`, or `oss://bucket/key` as the service's own tools write it. Undefined if it is neither. */
export function parseId(id: string): LinkName | undefined {
  const path = id.startsWith("oss://") ? id.slice("oss://".length) : id;
  const slash = path.indexOf("/");
  if (slash <= 0 || slash === path.length - 1) return undefined;
  return { bucket: path.slice(0, slash), key: path.slice(slash + 1) };
}

/** What users call a resource: the last part of its URN. */
export function nameIn(urn: string): string {
  return urn.split("::").at(-1) || "NAME";
}
