import { createHmac } from "node:crypto";
import { request as httpRequest, type IncomingHttpHeaders } from "node:http";
import type { Connection } from "./protocol";

export interface PlainAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface PlainRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** One request as anybody could send it: nothing added, nothing signed. Every host name is this machine. */
export function plainRequest(
  url: string,
  { method = "GET", headers = {}, body }: PlainRequest = {},
): Promise<PlainAnswer> {
  const { host, port, pathname, search } = splitUrl(url);
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      { host: "127.0.0.1", port, method, path: pathname + search, headers: { host, ...headers }, agent: false },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () => {
          const text = Buffer.concat(chunks).toString("utf8");
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text });
        });
        response.on("error", reject);
      },
    );
    request.on("error", reject);
    request.end(body);
  });
}

/** A URL's parts as they stand: no dot segment resolved, nothing encoded anew. */
function splitUrl(url: string): { host: string; port: string; pathname: string; search: string } {
  const [, host = "", rest = ""] = /^http:\/\/([^/?]+)(.*)$/s.exec(url) ?? [];
  const [pathname = "", ...query] = rest.split("?");
  const search = query.length > 0 ? `?${query.join("?")}` : "";
  return { host, port: host.split(":")[1] ?? "80", pathname: pathname || "/", search };
}

/** A set-up request on a bucket, signed with version 1 (wire-facts §11), so that no client under test sets its stage. */
export async function setUpBucket(
  { endpoint, accessKeyId, accessKeySecret }: Connection,
  bucket: string,
  subresource: "" | "versioning" | "cors",
  { headers = {}, body = "" }: PlainRequest = {},
): Promise<void> {
  const date = new Date().toUTCString();
  const suffix = subresource === "" ? "" : `?${subresource}`;
  const signedHeaders = Object.entries(headers).map(([name, value]) => `${name}:${value}\n`);
  const text = `PUT\n\n\n${date}\n${signedHeaders.join("")}/${bucket}/${suffix}`;
  const signature = createHmac("sha1", accessKeySecret).update(text).digest("base64");
  const answer = await plainRequest(`${endpoint}/${bucket}/${suffix}`, {
    method: "PUT",
    headers: { date, authorization: `OSS ${accessKeyId}:${signature}`, ...headers },
    body,
  });
  if (answer.status !== 200) throw new Error(`PUT /${bucket}/${suffix}: ${answer.status} ${answer.body}`);
}
