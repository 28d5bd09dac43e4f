/** What stands where a link points to. */
import {
  type CallOptions,
  isArchived,
  isNoSuchKey,
  isOssError,
  isTargetMissing,
  isTargetSymlink,
  type ObjectInfo,
  type OssClient,
  type OssError,
} from "../oss";

export type TargetSeen =
  /** An object that can be read through a link. */
  | { readonly kind: "object" }
  | { readonly kind: "archived"; readonly storageClass: string | undefined }
  /** A link itself, which OSS does not follow. `leadsTo` is what HEAD tells of where it leads. */
  | { readonly kind: "link"; readonly leadsTo: "an object" | "nothing" | "a link" }
  /** `deleted` where a delete marker stands in its place. */
  | { readonly kind: "nothing"; readonly deleted: boolean };

/** Storage classes of objects that must be restored before they are read. */
export const ARCHIVES: readonly (string | undefined)[] = ["Archive", "ColdArchive", "DeepColdArchive"];

/** One HEAD. Throws what leaves the target unknown: no permission, no bucket, no answer. */
export async function lookAtTarget(
  client: OssClient,
  bucket: string,
  target: string,
  options: CallOptions,
): Promise<TargetSeen> {
  try {
    return seenBy(await client.headObject(bucket, target, options));
  } catch (error) {
    if (isNoSuchKey(error) || isBare404(error)) return { kind: "nothing", deleted: error.deleteMarker };
    if (isTargetMissing(error)) return { kind: "link", leadsTo: "nothing" };
    if (isTargetSymlink(error)) return { kind: "link", leadsTo: "a link" };
    if (isArchived(error)) return { kind: "archived", storageClass: undefined };
    throw error;
  }
}

/** Where something on the way drops the header that explains a HEAD: no target, or a link to none. */
function isBare404(error: unknown): error is OssError {
  return isOssError(error) && error.status === 404 && error.code === "NotFound";
}

function seenBy({ objectType, storageClass, restore }: ObjectInfo): TargetSeen {
  if (objectType === "Symlink") return { kind: "link", leadsTo: "an object" };
  const restored = restore?.includes('ongoing-request="false"') === true;
  return ARCHIVES.includes(storageClass) && !restored ? { kind: "archived", storageClass } : { kind: "object" };
}
