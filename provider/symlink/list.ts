import { checkFields } from "../properties/check-fields";
import { CallFailure } from "../protocol/failures";
import { formatPath } from "../protocol/paths";
import type { PropertyMap } from "../protocol/values";
import type { Context, ListPage, ListRequest } from "../resource";
import { LIST_FIELDS } from "./fields";
import { idOf } from "./identity";
import { callOptions } from "./look";

/** Links of a bucket, page by page as the service lists them. The token is the last key that was looked at. */
export async function* listSymlinks(request: ListRequest, context: Context): AsyncIterable<ListPage> {
  const { bucket, prefix } = queryOf(request.query);
  const wanted = Math.min(request.limit || Number.POSITIVE_INFINITY, request.pageSize || Number.POSITIVE_INFINITY);
  const startAfter = request.continuationToken;
  const options = {
    ...callOptions(context),
    ...(prefix !== undefined && { prefix }),
    ...(startAfter !== "" && { startAfter }),
  };
  let count = 0;
  for await (const page of context.client().listObjectPages(bucket, options)) {
    const found = [];
    for (const { key, objectType } of page.objects) {
      if (objectType !== "Symlink") continue;
      found.push({ id: idOf({ bucket, key }), name: key });
      if (++count < wanted) continue;
      yield { found, nextToken: count === request.limit ? undefined : key };
      return;
    }
    yield { found, nextToken: undefined };
  }
}

function queryOf(query: PropertyMap): { bucket: string; prefix: string | undefined } {
  const { inputs, failures } = checkFields("a list of Symlinks", LIST_FIELDS, query);
  const [failure] = failures;
  if (failure !== undefined) {
    throw new CallFailure("INVALID_ARGUMENT", `${formatPath(failure.path)} ${failure.reason}`);
  }
  const { bucket, prefix } = inputs;
  if (typeof bucket !== "string") throw new CallFailure("INVALID_ARGUMENT", "bucket must be known text");
  return { bucket, prefix: typeof prefix === "string" && prefix !== "" ? prefix : undefined };
}
