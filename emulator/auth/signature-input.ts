import type { OssRequest } from "../http/oss-request";

/** Where the signature of a request stands. */
export type SignaturePlace = "header" | "url";

/** The signed headers `x-oss-*` with others that a version adds, as sorted [lower-case name, trimmed value]. */
export function signedHeaders(request: OssRequest, isSigned: (name: string) => boolean): [string, string][] {
  const found: [string, string][] = [];
  for (const name in request.headers) {
    if (isSigned(name)) found.push([name, (request.headers[name] ?? "").trim()]);
  }
  return found.sort(([left], [right]) => (left < right ? -1 : 1));
}
