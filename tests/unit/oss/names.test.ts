import fc from "fast-check";
import {
  bucketReason,
  decodeComponent,
  encodeComponent,
  encodePath,
  headerValueReason,
  keyReason,
  problemsOf,
} from "../../../provider/oss";
import { namedInputs, plainPutHeaders, putHeaders } from "../../../provider/oss/calls/headers";
import { headerBytes } from "../../../provider/oss/encoding";
import { isPlainKey } from "../../../provider/oss/names";
import { anyText } from "../../support/any-text";

describe("encoding", () => {
  test("decode after encode gives back every text", () => {
    fc.assert(fc.property(anyText(), (text) => decodeComponent(encodeComponent(text)) === text));
    fc.assert(fc.property(anyText(), (text) => decodeComponent(encodePath(text)) === text));
  });

  test("only unreserved characters stay as they are, and the slash in a path", () => {
    fc.assert(fc.property(anyText(), (text) => /^[A-Za-z0-9\-._~%]*$/.test(encodeComponent(text))));
    fc.assert(fc.property(anyText(), (text) => encodePath(text) === text.split("/").map(encodeComponent).join("/")));
    expect(encodeComponent("a/b +%!'()*~é")).toBe("a%2Fb%20%2B%25%21%27%28%29%2A~%C3%A9");
    expect(encodePath("a//../b?#")).toBe("a//../b%3F%23");
  });

  test("decoding leaves + alone, takes hex digits of either case, and admits what it cannot decode", () => {
    expect(decodeComponent("a+b%2b%2B")).toBe("a+b++");
    for (const broken of ["%", "%4", "%zz", "a%C3", "%ff", "%ED%A0%80"])
      expect(decodeComponent(broken)).toBeUndefined();
  });

  test("header text becomes one character per UTF-8 byte", () => {
    fc.assert(fc.property(anyText(), (text) => Buffer.from(headerBytes(text), "latin1").toString("utf8") === text));
  });
});

describe("keys and targets", () => {
  test("whatever the service allows passes unchanged", () => {
    for (const key of [
      " ",
      "a b",
      "../x",
      "a//b",
      "a/./b",
      "?x",
      "\f",
      "<>&\"'#%+",
      "世界/😀",
      "x".repeat(1023),
      "é".repeat(511),
    ]) {
      expect(keyReason(key)).toBeUndefined();
    }
  });

  test("what it does not allow is refused with the reason", () => {
    expect(keyReason("")).toBe("is empty");
    expect(keyReason("/a")).toBe("starts with a slash");
    expect(keyReason("\\a")).toBe("starts with a backslash");
    expect(keyReason("x".repeat(1024))).toBe("is 1024 bytes long in UTF-8; OSS allows 1023");
    expect(keyReason("é".repeat(512))).toBe("is 1024 bytes long in UTF-8; OSS allows 1023");
    expect(keyReason("ab\uD800c")).toBe("contains half of a surrogate pair at position 2, which has no UTF-8 form");
    expect(keyReason("a\uDC00")).toMatch(/half of a surrogate pair at position 1/);
  });

  test("a key is refused for its surrogates exactly when it has no UTF-8 form", () => {
    const units = fc.array(fc.integer({ min: 0xd700, max: 0xe000 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(units, (codes) => {
        const key = `k${String.fromCharCode(...codes)}`;
        const survives = Buffer.from(key, "utf8").toString("utf8") === key;
        return (keyReason(key) === undefined) === survives;
      }),
    );
  });
});

test.each(["abc", "a-b", "0".repeat(63), "1a2"])("bucket name %s is allowed", (name) => {
  expect(bucketReason(name)).toBeUndefined();
});

test.each(["", "ab", "Abc", "a_b", "-ab", "ab-", "a.b", "0".repeat(64), "abc\n"])(
  "bucket name %j is refused",
  (name) => {
    expect(bucketReason(name)).toMatch(/3 to 63 lower-case letters/);
  },
);

test("header values keep to what HTTP carries", () => {
  for (const value of ["", "a b", "tab\tinside", "ünï 😀", 'quote"s']) expect(headerValueReason(value)).toBeUndefined();
  expect(headerValueReason("a\r\nx-oss-evil: 1")).toMatch(/^contains the control character U\+000D at position 1/);
  expect(headerValueReason("a\0")).toMatch(/U\+0000/);
  expect(headerValueReason("\x7f")).toMatch(/U\+007F/);
  for (const value of [" a", "a ", "\ta", "a\t"])
    expect(headerValueReason(value)).toMatch(/starts or ends with a blank/);
  expect(headerValueReason("\uD800")).toMatch(/surrogate/);
});

test("all problems come at once, each with its path and without the value", () => {
  const problems = problemsOf({
    bucket: "B",
    key: "/k",
    target: "",
    headers: { contentType: " text/plain", cacheControl: "", expires: undefined },
    metadata: { Owner: "x\n", owner: "secret-value ", a_b: "1" },
    tags: { "": "v", ké: "!", ok: "fine: +-=._/" },
  });
  expect(problems.map(({ path }) => path.join("."))).toEqual([
    "bucket",
    "key",
    "target",
    "contentType",
    "cacheControl",
    "metadata.Owner",
    "metadata.owner",
    "metadata.owner",
    "metadata.a_b",
    "tags.",
    "tags.ké",
  ]);
  expect(JSON.stringify(problems)).not.toContain("secret-value");
});

test("metadata and tags keep to the service's limits", () => {
  const tags = Object.fromEntries(Array.from({ length: 11 }, (_, i) => [`k${i}`, "v"]));
  expect(problemsOf({ tags }).map(({ reason }) => reason)).toEqual(["has 11 tags; OSS stores 10 per object"]);
  expect(problemsOf({ tags: { ["k".repeat(129)]: "", k: "v".repeat(257) } })).toHaveLength(2);
  expect(problemsOf({ tags: { ["k".repeat(128)]: "", k: "v".repeat(256) } })).toEqual([]);
  expect(problemsOf({ metadata: { a: "x".repeat(8192) } })).toEqual([
    { path: ["metadata"], reason: "has 8193 bytes of names and values; OSS stores 8192" },
  ]);
  expect(problemsOf({ metadata: { a: "x".repeat(8191) } })).toEqual([]);
  expect(problemsOf({})).toEqual([]);
});

test("the short way to a put's headers has nothing to refuse and ends where the long one does", () => {
  const value = fc.oneof(
    anyText({ maxLength: 12 }),
    fc.constantFrom("ok", " x", "x ", "é", "\x7f", "", "x".repeat(3000)),
  );
  const facets = fc.record(
    {
      metadata: fc.dictionary(fc.stringMatching(/^[a-z0-9-]{1,3}$|^[a-cA-C_]{0,2}$/), value, { maxKeys: 3 }),
      contentType: fc.option(value, { nil: undefined, freq: 1 }),
      forbidOverwrite: fc.boolean(),
    },
    { requiredKeys: ["metadata"] },
  );
  const target = fc.oneof(value, fc.stringMatching(/^[a-z./~-]{0,8}$/));
  let plain = 0;
  fc.assert(
    fc.property(facets, fc.option(target, { nil: undefined }), ({ contentType, ...rest }, target) => {
      const given = contentType === undefined ? rest : { ...rest, contentType };
      const headers = plainPutHeaders(given, target);
      if (headers === undefined) return;
      plain++;
      expect(problemsOf(namedInputs(given, target))).toEqual([]);
      expect(headers).toEqual(putHeaders(given, target));
    }),
    { numRuns: 300 },
  );
  expect(plain).toBeGreaterThan(20);
  const common = { metadata: { owner: "team", build: "1234" }, forbidOverwrite: true };
  expect(plainPutHeaders(common, "releases/1/app.tgz")).toEqual(putHeaders(common, "releases/1/app.tgz"));
});

test("what is told fast of keys and encodings is what the rules and the general functions say", () => {
  const text = fc.oneof(
    anyText(),
    fc.stringMatching(/^[a-z/.%~ -]{0,9}$/),
    fc.constantFrom("a".repeat(1023), "a".repeat(1024)),
  );
  let plain = 0;
  fc.assert(
    fc.property(text, (text) => {
      const general = encodeURIComponent(text).replace(
        /[!'()*]/g,
        (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
      );
      expect(encodeComponent(text)).toBe(general);
      expect(decodeComponent(text.replaceAll("/", "%2F"))).toBe(decodedPlainly(text.replaceAll("/", "%2F")));
      if (!isPlainKey(text)) return;
      plain++;
      expect([keyReason(text), encodePath(text)]).toEqual([undefined, text]);
    }),
    { numRuns: 500 },
  );
  expect(plain).toBeGreaterThan(20);
  for (const key of ["", "/a", "\\a", "a b", "é", "a".repeat(1024)]) expect(isPlainKey(key)).toBe(false);
});

function decodedPlainly(encoded: string): string | undefined {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return undefined;
  }
}
