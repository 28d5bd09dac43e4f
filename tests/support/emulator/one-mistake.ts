import { type RawRequest, toWire, type Wire } from "./raw-client";
import type { SeededRandom } from "./seeded-random";

/** What goes over a socket; not always HTTP. */
export interface WrongRequest {
  readonly mistake: string;
  readonly bytes: Buffer;
  /** The client ends its side before the body is complete. */
  readonly endsEarly: boolean;
}

type Change = (request: RawRequest, random: SeededRandom) => RawRequest;
type WireChange = (
  wire: Wire,
  random: SeededRandom,
) => Wire & { readonly extra?: string; readonly endsEarly?: boolean };

const JUNK = [
  "",
  "\u0001",
  "%",
  "%zz",
  "null",
  "-1",
  "0",
  "99999999999999999999",
  "é",
  "'\"><",
  "a".repeat(2000),
  "../..",
  " ",
  "true",
  "😀",
  "A".repeat(64),
  "{}",
  "2",
  "&x;",
  "=",
  "+",
];

/** Mistakes that are signed: they reach the operation. */
const SIGNED: Readonly<Record<string, Change>> = {
  "junk in a query value": (request, random) => onEntry(request, "query", random, () => random.pick(JUNK)),
  "a query parameter left out": (request, random) => onEntry(request, "query", random, () => undefined),
  "one parameter more": (request, random) => ({
    ...request,
    query: {
      ...request.query,
      [random.pick([
        "symlink",
        "acl",
        "versionId",
        "tagging",
        "uploads",
        "list-type",
        "max-keys",
        "x",
        "delete",
        "",
        "é",
        "restore",
        "lifecycle",
      ])]: random.pick(JUNK),
    },
  }),
  "junk in a header": (request, random) =>
    onEntry(request, "headers", random, () => random.pick(JUNK).replace("\u0001", "\t")),
  "a header left out": (request, random) => onEntry(request, "headers", random, () => undefined),
  "one header more": (request, random) => ({
    ...request,
    headers: {
      ...request.headers,
      [random.pick([
        "range",
        "content-md5",
        "x-oss-object-acl",
        "x-oss-storage-class",
        "x-oss-tagging",
        "x-oss-copy-source",
        "x-oss-forbid-overwrite",
        "if-match",
        "origin",
        "expect",
        "x-oss-meta-",
        "x-oss-security-token",
        "x-oss-server-side-encryption",
        "content-encoding",
        "upgrade",
        "x-oss-symlink-target",
      ])]: random.pick(JUNK).replace("\u0001", "\t") || "x",
    },
  }),
  "another method": (request, random) => ({
    ...request,
    method: random.pick(["GET", "PUT", "POST", "DELETE", "HEAD", "OPTIONS", "PATCH", "TRACE", "PROPFIND"]),
  }),
  "a wrong key": (request, random) => ({
    ...request,
    ...(request.bucket === undefined
      ? {}
      : { key: random.pick(["/a", "\\a", "a".repeat(1024), "é".repeat(512), "none", "\u0000", "?", "..", "a//b"]) }),
  }),
  "a wrong bucket": (request, random) => ({
    ...request,
    bucket: random.pick(["none", "NO", "a", "-a-", "a.b", "a".repeat(64), "ü", "%"]),
  }),
  "a body cut off": (request, random) => onBody(request, (body) => body.slice(0, random.below(body.length + 1))),
  "a body with junk in it": (request, random) =>
    onBody(request, (body) => {
      const at = random.below(body.length + 1);
      return (
        body.slice(0, at) +
        random.pick([...JUNK, "<", "</", "<!DOCTYPE a>", "<![CDATA[", "&amp", "<a>"]) +
        body.slice(at + random.below(3))
      );
    }),
  "a body that is doubled": (request) => onBody(request, (body) => body + body),
  "another region": (request, random) => ({ ...request, region: random.pick(["cn-beijing", "", "é", "a/b"]) }),
  "another time": (request, random) => ({
    ...request,
    signedAt: Date.now() + random.pick([-1, 1]) * random.pick([901, 5000, 10 ** 6, 10 ** 9]) * 1000,
  }),
  "another key": (request, random) => ({
    ...request,
    as: random.pick([
      { accessKeyId: "nobody", accessKeySecret: "x" },
      { accessKeyId: "test", accessKeySecret: "x" },
      { accessKeyId: "a:b/c", accessKeySecret: "x" },
      { accessKeyId: "test", accessKeySecret: "test", securityToken: "t" },
    ]),
  }),
  "no signature": (request) => ({ ...request, auth: "none" }),
};

/** Mistakes made after signing: names, framing and the signature itself. */
const UNSIGNED: Readonly<Record<string, WireChange>> = {
  "a signature with one character changed": (wire, random) => {
    const where = wire.headers.authorization;
    if (where === undefined) return { ...wire, path: garble(wire.path, random) };
    return { ...wire, headers: { ...wire.headers, authorization: garble(where, random) } };
  },
  "a path that is not percent-encoded UTF-8": (wire, random) => {
    const at = 1 + random.below(wire.path.length);
    return {
      ...wire,
      path:
        wire.path.slice(0, at) +
        random.pick(["%", "%f", "%ff", "%C3", "%zz", "%00", "\u00ff", "//", "?", "#"]) +
        wire.path.slice(at),
    };
  },
  "a header changed": (wire, random) => {
    const name = random.pick(Object.keys(wire.headers));
    return {
      ...wire,
      headers: {
        ...wire.headers,
        [name]: random.pick(["", "\u00ff\u00fe", "x", "-1", "a".repeat(70_000), "a\u0000b", "1, 2"]),
      },
    };
  },
  "hundreds of headers": (wire) => ({
    ...wire,
    headers: { ...wire.headers, ...Object.fromEntries(Array.from({ length: 250 }, (_, i) => [`x-oss-h${i}`, "1"])) },
  }),
  "another host": (wire, random) => ({
    ...wire,
    headers: {
      ...wire.headers,
      host: random.pick([
        "",
        "oss-cn-hangzhou.aliyuncs.com",
        "plain.oss-cn-hangzhou.aliyuncs.com",
        "plain.oss-cn-beijing.aliyuncs.com",
        "[::1",
        "a b",
        "é.localhost",
        "..localhost",
        "x".repeat(300),
      ]),
    },
  }),
  "a body longer than declared": (wire) => ({ ...wire, extra: "GARBAGE\r\n\r\n" }),
  "a body shorter than declared": (wire) => ({
    ...wire,
    headers: { ...wire.headers, "content-length": String(wire.body.length + 5) },
    endsEarly: true,
  }),
  "a length that is none": (wire, random) => ({
    ...wire,
    headers: { ...wire.headers, "content-length": random.pick(["x", "-1", "1e3", "9".repeat(30), " "]) },
    endsEarly: true,
  }),
  "broken chunks": (wire, random) => {
    const { "content-length": _, ...headers } = wire.headers;
    return {
      ...wire,
      headers: { ...headers, "transfer-encoding": "chunked" },
      body: Buffer.from(random.pick(["zz\r\n", "5\r\nab", "0\r\n\r\n", "-1\r\n\r\n"])),
      endsEarly: true,
    };
  },
};

export const MISTAKES = [...Object.keys(SIGNED), ...Object.keys(UNSIGNED)];

/** The request with that one mistake. */
export function makeMistake(right: RawRequest, mistake: string, host: string, random: SeededRandom): WrongRequest {
  const signed = SIGNED[mistake];
  const wire = toWire(signed ? signed(right, random) : right, host);
  const changed = UNSIGNED[mistake]?.(wire, random) ?? wire;
  const { extra = "", endsEarly = false } = changed as ReturnType<WireChange>;
  const lines = Object.entries(changed.headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const head = `${changed.method} ${changed.path} HTTP/1.1\r\n${lines.join("")}connection: close\r\n\r\n`;
  return { mistake, endsEarly, bytes: Buffer.concat([Buffer.from(head, "latin1"), changed.body, Buffer.from(extra)]) };
}

function onEntry(
  request: RawRequest,
  field: "query" | "headers",
  random: SeededRandom,
  change: () => string | undefined,
): RawRequest {
  const entries = Object.entries(request[field] ?? {});
  if (entries.length === 0)
    return {
      ...request,
      [field]: { [field === "query" ? "versionId" : "x-oss-meta-a"]: random.pick(JUNK).replace("\u0001", "\t") },
    };
  const at = random.below(entries.length);
  const changed = entries.flatMap(([name, value], i) => {
    const replaced = i === at ? change() : value;
    return replaced === undefined ? [] : [[name, replaced]];
  });
  return { ...request, [field]: Object.fromEntries(changed) };
}

function onBody(request: RawRequest, change: (body: string) => string): RawRequest {
  return { ...request, body: change(String(request.body ?? "junk")) };
}

function garble(text: string, random: SeededRandom): string {
  const at = random.below(text.length);
  return text.slice(0, at) + random.pick(["x", "", "=", ",", "/", "0"]) + text.slice(at + 1);
}
