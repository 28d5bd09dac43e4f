import type { ObjectAcl, PutResult, StorageClass, SymlinkInput } from "../oss";
import type { Context } from "../resource";
import type { Declaration } from "./declaration";
import { callOptions } from "./look";

/** Writes a link with all that is declared of it. `guarded` asks the service to refuse if the name is taken. */
export function putLink(link: Declaration, guarded: boolean, context: Context): Promise<PutResult> {
  const input: SymlinkInput = {
    target: link.target,
    metadata: link.metadata,
    ...link.headers,
    ...(link.storageClass !== undefined && { storageClass: link.storageClass as StorageClass }),
    ...(link.acl !== undefined && { acl: link.acl as ObjectAcl }),
    ...(link.tags !== undefined && { tags: link.tags }),
    ...(guarded && { forbidOverwrite: true }),
  };
  return context.client().putSymlink(link.bucket, link.key, input, callOptions(context));
}
