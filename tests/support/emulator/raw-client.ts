import { Agent, request as httpRequest } from "node:http";
import { basicDate, encode, encodePath, type Key, presignV1, presignV4, signV1, signV4 } from "./sign";

export interface RawRequest {
  readonly method?: string;
  readonly bucket?: string;
  readonly key?: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Values are sent as UTF-8. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  readonly auth?: "v4" | "v1" | "v4-url" | "v1-url" | "none";
  readonly as?: Key;
  readonly region?: string;
  readonly signedAt?: number;
  readonly expires?: number;
  readonly additionalHeaders?: readonly string[];
  /** Virtual-hosted style through this Host header; path style without. */
  readonly host?: string;
  /** Last change to what goes over the wire, after signing. */
  readonly tamper?: (wire: Wire) => Wire;
}

export interface Wire {
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: Buffer;
}

export interface RawResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly text: string;
  /** Code of an error body, or of x-oss-err. */
  readonly code: string | undefined;
}

const TEST_KEY: Key = { accessKeyId: "test", accessKeySecret: "test" };

/** Sends exactly what it is told, over node:http; nothing is normalised on the way. */
export class RawClient {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 8 });
  readonly #endpoint: URL;

  constructor(endpoint: string) {
    this.#endpoint = new URL(endpoint);
  }

  close(): void {
    this.#agent.destroy();
  }

  send(raw: RawRequest): Promise<RawResponse> {
    const wire = toWire(raw, this.#endpoint.host);
    return this.sendWire(raw.tamper ? raw.tamper(wire) : wire);
  }

  sendWire({ method, path, headers, body }: Wire): Promise<RawResponse> {
    const { hostname, port } = this.#endpoint;
    return new Promise((resolve, reject) => {
      const outgoing = httpRequest({ agent: this.#agent, hostname, port, method, path, headers }, (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
        incoming.on("error", reject);
        incoming.on("end", () =>
          resolve(toResponse(incoming.statusCode ?? 0, incoming.headers, Buffer.concat(chunks))),
        );
      });
      outgoing.on("error", reject);
      outgoing.end(body);
    });
  }
}

export function toWire(raw: RawRequest, endpointHost: string): Wire {
  const { method = "GET", bucket, key, auth = "v4", as = TEST_KEY, region = "cn-hangzhou" } = raw;
  const body = Buffer.from(raw.body ?? "");
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(raw.headers ?? {})) {
    headers[name.toLowerCase()] = Buffer.from(value, "utf8").toString("latin1");
  }
  headers.host = raw.host ?? endpointHost;
  const query = Object.entries(raw.query ?? {});
  const signable = { method, bucket, key, query, headers };
  const at = raw.signedAt ?? Date.now();
  const additional = raw.additionalHeaders ? { additionalHeaders: raw.additionalHeaders } : {};
  const v4 = { key: as, region, date: basicDate(at), ...additional };
  let signedQuery: readonly (readonly [string, string])[] = query;
  if (auth === "v4") Object.assign(headers, signV4(signable, v4));
  if (auth === "v1") Object.assign(headers, signV1(signable, as, at));
  if (auth === "v4-url") signedQuery = presignV4(signable, v4, raw.expires ?? 60);
  if (auth === "v1-url") signedQuery = presignV1(signable, as, Math.floor(at / 1000) + (raw.expires ?? 60));
  if (body.length > 0 || method === "PUT" || method === "POST") headers["content-length"] = String(body.length);
  return {
    method,
    path: pathOf(raw.host === undefined ? bucket : undefined, key) + queryOf(signedQuery),
    headers,
    body,
  };
}

function pathOf(bucket: string | undefined, key: string | undefined): string {
  return `/${bucket === undefined ? "" : `${bucket}/`}${encodePath(key ?? "")}`;
}

function queryOf(query: readonly (readonly [string, string])[]): string {
  if (query.length === 0) return "";
  return `?${query.map(([name, value]) => (value === "" ? encode(name) : `${encode(name)}=${encode(value)}`)).join("&")}`;
}

function toResponse(status: number, raw: NodeJS.Dict<string | string[]>, body: Buffer): RawResponse {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(raw))
    headers[name] = utf8(Array.isArray(value) ? value.join(", ") : (value ?? ""));
  const text = body.toString("utf8");
  const errorText = headers["x-oss-err"] ? Buffer.from(headers["x-oss-err"], "base64").toString("utf8") : text;
  return { status, headers, body, text, code: /^[\s\S]*<Error>[\s\S]*?<Code>([^<]*)<\/Code>/.exec(errorText)?.[1] };
}

function utf8(bytes: string): string {
  return Buffer.from(bytes, "latin1").toString("utf8");
}

/** The texts of all elements of that name, references decoded. */
export function elements(xml: string, name: string): string[] {
  const found = [...xml.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, "g"))];
  return found.map(([, text = ""]) =>
    text
      .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
      .replaceAll("&lt;", "<")
      .replaceAll("&gt;", ">")
      .replaceAll("&quot;", '"')
      .replaceAll("&amp;", "&"),
  );
}

export function element(xml: string, name: string): string | undefined {
  return elements(xml, name)[0];
}
