/** Where a layout is. The Pulumi ID is `bucket/prefix`. */
export interface LayoutName {
  readonly bucket: string;
  readonly prefix: string;
}

export function layoutIdOf({ bucket, prefix }: LayoutName): string {
  return `${bucket}/${prefix}`;
}

/** Reads `bucket/prefix`, or `oss://bucket/prefix`; a bucket alone stands for all of it. */
export function parseLayoutId(id: string): LayoutName | undefined {
  const path = id.startsWith("oss://") ? id.slice("oss://".length) : id;
  const slash = path.indexOf("/");
  if (path === "" || slash === 0) return undefined;
  return slash < 0 ? { bucket: path, prefix: "" } : { bucket: path.slice(0, slash), prefix: path.slice(slash + 1) };
}
