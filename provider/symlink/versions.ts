import type { ListedVersion } from "../oss";
import type { Context } from "../resource";
import type { LinkName } from "./identity";
import { callOptions } from "./look";

/** All versions and delete markers of one key, newest first. */
export async function versionsOf({ bucket, key }: LinkName, context: Context): Promise<ListedVersion[]> {
  const found: ListedVersion[] = [];
  for await (const page of context.client().listVersionPages(bucket, { ...callOptions(context), prefix: key })) {
    for (const version of page.versions) {
      // Other keys that begin alike sort after it.
      if (version.key !== key) return found;
      found.push(version);
    }
  }
  return found;
}
