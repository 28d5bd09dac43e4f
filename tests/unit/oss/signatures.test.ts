import crypto from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { encodePath } from "../../../provider/oss/encoding";
import { presignUrl } from "../../../provider/oss/signing/presign";
import type { CanonicalParts } from "../../../provider/oss/signing/signer";
import { compactTimestamp } from "../../../provider/oss/signing/timestamps";
import { V1Signer } from "../../../provider/oss/signing/v1";
import { V4Signer } from "../../../provider/oss/signing/v4";
import {
  authorization,
  canonicalQuery,
  canonicalRequest,
  type SignableRequest,
  signature,
} from "../../../provider/oss/signing/v4-steps";

/** Figures from the tests of the Go SDK V2. */
interface OfficialVectors {
  readonly v4: readonly HeaderVector[];
  readonly v4Query: readonly { name: string; epochSeconds: number; token?: string; signature: string }[];
  readonly v1: readonly { name: string; query: string; authorization: string }[];
}

interface HeaderVector {
  readonly name: string;
  readonly epochSeconds: number;
  readonly token?: string;
  readonly additionalHeaders?: readonly string[];
  readonly authorization: string;
}

/** What scripts/capture-signatures.js recorded. */
interface SdkSignatures {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly bucket: string;
  readonly captured: readonly {
    readonly sdk: string;
    readonly signature: "v1" | "v4";
    readonly token?: string;
    readonly method: string;
    readonly target: string;
    readonly headers: Readonly<Record<string, string>>;
  }[];
}

const fixture = (name: string): unknown => JSON.parse(fs.readFileSync(path.join(__dirname, "fixtures", name), "utf8"));
const official = fixture("official-vectors.fixture.json") as OfficialVectors;
const sdks = fixture("sdk-signatures.fixture.json") as SdkSignatures;
const REGION = { region: "cn-hangzhou", product: "oss" };
const headerOf = (wire: readonly string[], name: string) => wire[wire.indexOf(name) + 1];

/** The same request in the two forms that the two V4 signers take. */
function partsOf(request: SignableRequest, leaveOut: readonly string[] = []): CanonicalParts {
  const headers = Object.entries(request.headers)
    .filter(([name]) => !leaveOut.includes(name))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flat();
  const uri = `/${request.bucket}/${encodePath(request.key)}`;
  return { method: request.method, uri, query: canonicalQuery(request.query), headers };
}

describe("official vectors", () => {
  const query: [string, string][] = [
    ["param1", "value1"],
    ["+param1", "value3"],
    ["|param1", "value4"],
    ["+param2", ""],
    ["|param2", ""],
    ["param2", ""],
  ];
  const base = { method: "PUT", bucket: "bucket", key: "1234+-/123/1.txt", query };

  test.each(official.v4)("V4 header: $name", ({ epochSeconds, token, additionalHeaders, authorization: expected }) => {
    const timestamp = compactTimestamp(epochSeconds * 1000);
    const headers = {
      "x-oss-head1": "value",
      abc: "value",
      zabc: "value",
      xyz: "value",
      "content-type": "text/plain",
      "x-oss-content-sha256": "UNSIGNED-PAYLOAD",
      "x-oss-date": timestamp,
      ...(token === undefined ? {} : { "x-oss-security-token": token }),
    };
    const credentials = {
      accessKeyId: "ak",
      accessKeySecret: "sk",
      ...(token === undefined ? {} : { securityToken: token }),
    };
    const request = { ...base, headers, ...(additionalHeaders === undefined ? {} : { additionalHeaders }) };
    expect(authorization(request, timestamp, REGION, credentials)).toBe(expected);
    if (additionalHeaders !== undefined) return;
    const own = ["x-oss-content-sha256", "x-oss-date", "x-oss-security-token"];
    const wire = new V4Signer("cn-hangzhou").sign(partsOf(request, own), credentials, epochSeconds * 1000);
    expect(headerOf(wire, "authorization")).toBe(expected);
  });

  test.each(official.v4Query)("V4 query: $name", ({ epochSeconds, token, signature: expected }) => {
    const timestamp = compactTimestamp(epochSeconds * 1000);
    const scope = { ...REGION, day: timestamp.slice(0, 8) };
    const signed: [string, string][] = [
      ...query,
      ["x-oss-signature-version", "OSS4-HMAC-SHA256"],
      ["x-oss-date", timestamp],
      ["x-oss-expires", "599"],
      ["x-oss-credential", `ak/${scope.day}/cn-hangzhou/oss/aliyun_v4_request`],
      ...(token === undefined ? [] : [["x-oss-security-token", token] as [string, string]]),
    ];
    const headers = { "x-oss-head1": "value", abc: "value", "content-type": "application/octet-stream" };
    expect(signature({ ...base, query: signed, headers }, timestamp, scope, "sk")).toBe(expected);
  });

  test.each(official.v1)("V1 header: $name", ({ query: subresource, authorization: expected }) => {
    const date = "Wed, 28 Dec 2022 10:27:41 GMT";
    const headers = ["content-md5", "eB5eJF1ptWaXm4bijSPyxw==", "content-type", "text/html", "x-oss-date", date];
    headers.push("x-oss-meta-author", "alice", "x-oss-meta-magic", "abracadabra");
    const parts = { method: "PUT", uri: "/examplebucket/nelson", query: subresource, headers };
    const wire = new V1Signer().sign(parts, { accessKeyId: "ak", accessKeySecret: "sk" }, Date.parse(date));
    expect(headerOf(wire, "authorization")).toBe(expected);
  });
});

describe("the same request at the same instant gets the signature of", () => {
  const text = (value: string) => Buffer.from(value, "latin1").toString("utf8");
  const cases = sdks.captured.map((entry, i) => ({
    ...entry,
    title: `${entry.sdk} ${entry.signature} #${i} ${entry.method}`,
  }));

  test.each(cases)("$title", ({ signature: version, token, method, target, headers: sent }) => {
    const [encodedPath = "", queryText = ""] = target.split("?");
    const [, bucket = "", ...rest] = decodeURIComponent(encodedPath).split("/");
    // Python's HTTP library writes a blank in a query as `+`.
    const query = queryText
      .replaceAll("+", "%20")
      .split("&")
      .map((pair): [string, string] => {
        const [name = "", ...value] = pair.split("=");
        return [decodeURIComponent(name), decodeURIComponent(value.join("="))];
      });
    expect(bucket).toBe(sdks.bucket);
    const { authorization: sentAuthorization = "", ...others } = sent;
    // oss2 puts a blank after the comma.
    const theirs = sentAuthorization.replace(/, /g, ",");
    const headers = Object.fromEntries(Object.entries(others).map(([name, value]) => [name, text(value)]));
    const request = { method, bucket, key: rest.join("/"), query: query.filter(([name]) => name !== ""), headers };
    const { accessKeyId, accessKeySecret } = sdks;
    const credentials = { accessKeyId, accessKeySecret, ...(token === undefined ? {} : { securityToken: token }) };
    const own = ["x-oss-content-sha256", "x-oss-date", "x-oss-security-token", "date"];
    if (version === "v4") {
      const timestamp = headers["x-oss-date"] ?? "";
      const epochMs = Date.parse(timestamp.replace(/(....)(..)(..)T(..)(..)(..)Z/, "$1-$2-$3T$4:$5:$6Z"));
      expect(authorization(request, timestamp, REGION, credentials)).toBe(theirs);
      const wire = new V4Signer("cn-hangzhou").sign(partsOf(request, own), credentials, epochMs);
      expect(headerOf(wire, "authorization")).toBe(theirs);
    } else {
      const epochMs = Date.parse(headers["x-oss-date"] ?? headers.date ?? "");
      const parts = partsOf(request, ["x-oss-security-token", "date"]);
      expect(headerOf(new V1Signer().sign(parts, credentials, epochMs), "authorization")).toBe(theirs);
    }
  });
});

describe("the signer in one pass", () => {
  const value = fc
    .string({ unit: "grapheme" })
    .map((text) => text.trim())
    .filter((text) => !/[\x00-\x1f\x7f]/.test(text));
  const headerName = fc.stringMatching(/^(x-oss-[a-z]{1,8}|content-type|cache-control|[a-z]{1,12})$/);
  const request = fc.record({
    method: fc.constantFrom("GET", "PUT", "DELETE", "HEAD", "POST"),
    bucket: fc.constantFrom("bucket", "b-1"),
    key: fc.string({ unit: "grapheme", minLength: 1 }),
    query: fc.uniqueArray(fc.tuple(fc.stringMatching(/^[a-zA-Z-]{1,10}$/), fc.string({ unit: "grapheme" })), {
      selector: ([name]) => name,
      maxLength: 4,
    }),
    headers: fc.dictionary(headerName, value, { maxKeys: 6, noNullPrototype: true }),
  });
  const token = fc.option(fc.stringMatching(/^[A-Za-z0-9+/=]{1,40}$/), { nil: undefined });

  test("signs like the plain steps", () => {
    fc.assert(
      fc.property(request, token, fc.integer({ min: 0, max: 4e12 }), (plain, securityToken, epochMs) => {
        const credentials = {
          accessKeyId: "id",
          accessKeySecret: "s",
          ...(securityToken === undefined ? {} : { securityToken }),
        };
        const timestamp = compactTimestamp(epochMs);
        const headers = {
          ...plain.headers,
          "x-oss-content-sha256": "UNSIGNED-PAYLOAD",
          "x-oss-date": timestamp,
          ...(securityToken === undefined ? {} : { "x-oss-security-token": securityToken }),
        };
        const wire = new V4Signer("cn-hangzhou").sign(partsOf(plain), credentials, epochMs);
        expect(headerOf(wire, "authorization")).toBe(
          authorization({ ...plain, headers }, timestamp, REGION, credentials),
        );
      }),
      { numRuns: 100 },
    );
  });

  test("tells what it signs", () => {
    const plain = {
      method: "PUT",
      bucket: "b",
      key: "k/ü",
      query: [["symlink", ""]] as const,
      headers: { "x-oss-meta-a": "ü" },
    };
    const signer = new V4Signer("cn-hangzhou");
    const credentials = { accessKeyId: "id", accessKeySecret: "s", securityToken: "t" };
    const headers = {
      ...plain.headers,
      "x-oss-content-sha256": "UNSIGNED-PAYLOAD",
      "x-oss-date": "20260102T030405Z",
      "x-oss-security-token": "t",
    };
    const hash = crypto
      .createHash("sha256")
      .update(canonicalRequest({ ...plain, headers }))
      .digest("hex");
    expect(signer.stringToSign(partsOf(plain), credentials, Date.UTC(2026, 0, 2, 3, 4, 5))).toBe(
      `OSS4-HMAC-SHA256\n20260102T030405Z\n20260102/cn-hangzhou/oss/aliyun_v4_request\n${hash}`,
    );
  });

  test("derives a key once per day and credential", () => {
    const derive = jest.spyOn(crypto, "createHmac");
    const signer = new V4Signer("cn-hangzhou");
    const parts = { method: "GET", uri: "/b/k", query: "symlink", headers: [] };
    const credentials = { accessKeyId: "id", accessKeySecret: "s" };
    const day = 86_400_000;
    try {
      for (let i = 0; i < 100; i++) signer.sign(parts, credentials, day + i * 1000);
      expect(derive).toHaveBeenCalledTimes(4);
      signer.sign(parts, credentials, 2 * day);
      expect(derive).toHaveBeenCalledTimes(8);
      signer.sign(parts, { ...credentials, accessKeySecret: "other" }, 2 * day);
      expect(derive).toHaveBeenCalledTimes(12);
    } finally {
      derive.mockRestore();
    }
  });
});

test("a presigned URL carries all it needs, signed, and is refused for more than a week", () => {
  const input = {
    method: "GET" as const,
    bucket: "bucket",
    key: "a b",
    url: "https://bucket.oss-cn-hangzhou.aliyuncs.com/a%20b",
    query: [["versionId", "v/1"]] as const,
    expiresSeconds: 600,
    epochMs: Date.UTC(2026, 0, 2, 3, 4, 5),
  };
  const credentials = { accessKeyId: "id", accessKeySecret: "s", securityToken: "t+" };
  const url = new URL(presignUrl(input, REGION, credentials));
  const given = url.searchParams.get("x-oss-signature");
  url.searchParams.delete("x-oss-signature");
  expect(Object.fromEntries(url.searchParams)).toEqual({
    versionId: "v/1",
    "x-oss-signature-version": "OSS4-HMAC-SHA256",
    "x-oss-date": "20260102T030405Z",
    "x-oss-expires": "600",
    "x-oss-credential": "id/20260102/cn-hangzhou/oss/aliyun_v4_request",
    "x-oss-security-token": "t+",
  });
  const request = { method: "GET", bucket: "bucket", key: "a b", query: [...url.searchParams], headers: {} };
  expect(given).toBe(signature(request, "20260102T030405Z", { ...REGION, day: "20260102" }, "s"));
  expect(() => presignUrl({ ...input, expiresSeconds: 604_801 }, REGION, credentials)).toThrow(/expiresSeconds/);
});
