import { ossError } from "../errors/oss-error";

const BUCKET_NAME = /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/;
const LONGEST_KEY_BYTES = 1023;

/** wire-facts §1.2 */
export function checkBucketName(name: string): void {
  if (!BUCKET_NAME.test(name)) throw ossError("InvalidBucketName", { BucketName: name });
}

export function checkObjectName(key: string): void {
  if (key === "") throw ossError("ObjectNameEmpty");
  if (key.startsWith("/") || key.startsWith("\\")) throw ossError("InvalidObjectName", { ObjectName: key });
  if (Buffer.byteLength(key, "utf8") > LONGEST_KEY_BYTES) throw ossError("ObjectNameTooLong", { ObjectName: key });
}
