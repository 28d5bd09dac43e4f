import { type Address, parseAddress } from "./addressing";
import { parseQuery, type Query } from "./query";

/** A request as the rest of the server sees it: no sockets, no streams. */
export interface OssRequest {
  readonly method: string;
  readonly host: string;
  readonly address: Address;
  readonly query: Query;
  /** By lower-case name; values are byte strings, one character for each byte. */
  readonly headers: Readonly<Record<string, string>>;
  /** Whether the client said how long the body is, or that it comes in chunks. */
  readonly hasBodyFraming: boolean;
  readonly body: Buffer;
}

/** The parts of a request that are known before its body is. */
export interface RequestHead {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

export function parseRequest(head: RequestHead, body: Buffer, cnames: ReadonlyMap<string, string>): OssRequest {
  const host = head.headers.host ?? "";
  const [rawPath, rawQuery] = splitTarget(head.url);
  return {
    method: head.method,
    host,
    address: parseAddress(host, rawPath, cnames),
    query: parseQuery(rawQuery),
    headers: head.headers,
    hasBodyFraming: head.headers["content-length"] !== undefined || head.headers["transfer-encoding"] !== undefined,
    body,
  };
}

/** Path and query; of an absolute-form target (as sent to proxies) what follows the host. */
function splitTarget(url: string): [path: string, query: string] {
  const target = url.replace(/^[a-z]+:\/\/[^/?#]*/i, "");
  const mark = target.indexOf("?");
  const path = mark < 0 ? target : target.slice(0, mark);
  return [path.startsWith("/") ? path : `/${path}`, mark < 0 ? "" : target.slice(mark + 1)];
}
