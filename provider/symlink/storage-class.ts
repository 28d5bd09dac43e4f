import type { Context } from "../resource";
import type { Declaration } from "./declaration";

/** Links are some bytes long, and other classes are billed for at least 64 KB each (docs: storage classes). */
export function warnOfStorageClass({ storageClass }: Declaration, context: Context): void {
  if (storageClass === undefined || storageClass === "Standard") return;
  const message = `storage class ${storageClass} bills every link for at least 64 KB; Standard bills its few bytes`;
  context.log.warnOnce("storage class", message);
}
