/** The links of a bucket, in the order of their keys. */
import type { CallOptions, ListedObject, OssClient } from "../oss";
import type { PropertyMap } from "../protocol/values";

export interface Place {
  readonly bucket: string;
  /** Empty for the whole bucket. */
  readonly prefix: string;
}

/** @param onPage is told how many keys a page of the list had, links or not. */
export async function* listLinks(
  client: OssClient,
  { bucket, prefix }: Place,
  options: CallOptions,
  onPage: (keys: number) => void = () => {},
): AsyncGenerator<ListedObject, void, undefined> {
  for await (const { objects } of client.listObjectPages(bucket, { ...options, prefix })) {
    onPage(objects.length);
    for (const object of objects) if (object.objectType === "Symlink") yield object;
  }
}

/** Where checked arguments point to. */
export function placeIn({ bucket, prefix }: PropertyMap): Place {
  return { bucket: String(bucket), prefix: typeof prefix === "string" ? prefix : "" };
}
