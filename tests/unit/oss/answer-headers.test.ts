import fc from "fast-check";
import { Answer } from "../../../provider/oss/transport/answer";
import type { AnswerHeaders } from "../../../provider/oss/transport/answer-headers";
import { anyText } from "../../support/any-text";

type Sent = readonly (readonly [name: string, value: Buffer])[];

/** Names and values as bytes of one read, as undici hands them over, or each in memory of its own. */
function rawHeaders(sent: Sent, inOnePiece: boolean): Buffer[] {
  const parts = sent.flatMap(([name, value]) => [Buffer.from(name, "latin1"), value]);
  if (!inOnePiece) return parts.map((part) => Buffer.from(part));
  const memory = new ArrayBuffer(parts.reduce((sum, { length }) => sum + length + 2, 7));
  let at = 5;
  return parts.map((part) => {
    const view = Buffer.from(memory, at, part.length);
    part.copy(view);
    at += part.length + 2;
    return view;
  });
}

function read(sent: Sent, inOnePiece = true): AnswerHeaders {
  return new Answer(200, rawHeaders(sent, inOnePiece), Buffer.alloc(0)).headers;
}

/** The plain way: every header to text, names folded, the first of each name. */
function plainly(sent: Sent): { known: Map<string, string>; metadata: Map<string, string> } {
  const known = new Map<string, string>();
  const metadata = new Map<string, string>();
  for (const [name, bytes] of sent) {
    const utf8 = bytes.toString("utf8");
    const text = Buffer.from(utf8, "utf8").equals(bytes) ? utf8 : bytes.toString("latin1");
    const folded = name.toLowerCase();
    if (/^x-oss-meta-./.test(folded)) metadata.set(folded.slice(11), text);
    else if (!known.has(folded)) known.set(folded, text);
  }
  return { known, metadata };
}

const NAMES = {
  "cache-control": "cacheControl",
  "content-disposition": "contentDisposition",
  "content-encoding": "contentEncoding",
  "content-language": "contentLanguage",
  "content-length": "contentLength",
  "content-type": "contentType",
  date: "date",
  etag: "etag",
  expires: "expires",
  "last-modified": "lastModified",
  "x-oss-delete-marker": "deleteMarker",
  "x-oss-ec": "ec",
  "x-oss-err": "encodedError",
  "x-oss-object-type": "objectType",
  "x-oss-request-id": "requestId",
  "x-oss-restore": "restore",
  "x-oss-storage-class": "storageClass",
  "x-oss-symlink-target": "symlinkTarget",
  "x-oss-version-id": "versionId",
} as const;

const shouted = fc.tuple(fc.constantFrom(...Object.keys(NAMES), "server", "x-oss-meta-", "etaf"), fc.boolean());
const name = fc.oneof(
  shouted.map(([text, upper]) => (upper ? text.toUpperCase() : text)),
  fc.stringMatching(/^[xX]-oss-meta-[a-cA-C]{1,2}$/),
  fc.stringMatching(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,20}$/),
);
const value = fc.oneof(
  anyText({ maxLength: 8 }).map((text) => Buffer.from(text, "utf8")),
  fc.uint8Array({ maxLength: 4 }).map((bytes) => Buffer.from(bytes)),
  fc.stringMatching(/^[ -~]{0,30}$/).map((text) => Buffer.from(text)),
);

test("headers read in one pass are those read one by one, in one piece of memory or in many", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(name, value), { maxLength: 12 }), fc.boolean(), (sent, inOnePiece) => {
      const headers = read(sent, inOnePiece);
      const { known, metadata } = plainly(sent);
      for (const [wire, property] of Object.entries(NAMES)) expect(headers[property]).toBe(known.get(wire));
      expect(new Map(Object.entries(headers.metadata))).toEqual(metadata);
    }),
    { numRuns: 300 },
  );
});

test("values of ASCII headers in one piece are cut from one text", () => {
  const decode = jest.spyOn(TextDecoder.prototype, "decode");
  const sent: Sent = [
    ["ETag", Buffer.from('"A"')],
    ["x-oss-meta-a", Buffer.from("1")],
    ["Last-Modified", Buffer.from("then")],
  ];
  expect([read(sent).etag, read(sent).metadata]).toEqual(['"A"', { a: "1" }]);
  expect(decode).toHaveBeenCalledTimes(2);
  decode.mockRestore();
});

test("metadata called __proto__ is data like any other", () => {
  expect(Object.entries(read([["x-oss-meta-__proto__", Buffer.from("x")]]).metadata)).toEqual([["__proto__", "x"]]);
});
