import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { Claims } from "../../../provider/deployment/claims";
import { formatPath } from "../../../provider/protocol/paths";
import { type PropertyMap, ResourceReference, Secret, UNKNOWN } from "../../../provider/protocol/values";
import { checkSymlink, claimsOf } from "../../../provider/symlink/check";
import { previewedLink } from "./arbitrary-links";

const URN = "urn:pulumi:dev::test::oss-symlink:index:Symlink::link";
const LINK = { bucket: "links", key: "latest", target: "releases/1" };

function check(news: PropertyMap, claims = new Claims(), enforce = false) {
  return checkSymlink(news, { urn: URN, claims, enforce, isDeleted: () => false });
}

function failuresOf(news: PropertyMap): Record<string, string> {
  return Object.fromEntries(check(news).failures.map(({ path, reason }) => [formatPath(path), reason]));
}

describe("checkSymlink()", () => {
  it("changes nothing the second time", () => {
    fc.assert(
      fc.property(previewedLink, (news) => {
        const once = check(news);
        const twice = check(once.inputs);
        expect(once.failures).toEqual([]);
        expect(isDeepStrictEqual(twice, once)).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  it("keeps what the user wrote, secrets and all", () => {
    const news = { ...LINK, target: new Secret("t"), metadata: { Owner: new Secret("me"), team: UNKNOWN } };
    expect({ ...check(news).inputs }).toEqual(news);
  });

  it("takes null for not given, also within maps", () => {
    const news = {
      ...LINK,
      acl: null,
      metadata: { a: null, b: "x" },
      tags: new Secret({ c: null }),
      expires: new Secret(null),
    };
    const { inputs, failures } = check(news);
    expect(failures).toEqual([]);
    expect({ ...inputs }).toEqual({ ...LINK, metadata: { b: "x" }, tags: new Secret({}) });
  });

  it("takes a resource for its ID, and leaves alone what engines put in", () => {
    const news = { ...LINK, bucket: new ResourceReference("urn:b", "links"), __provider: "code", __defaults: [] };
    expect({ ...check(news).inputs }).toEqual(LINK);
    expect(failuresOf({ ...LINK, bucket: new ResourceReference("urn:b", UNKNOWN) })).toEqual({});
  });

  it("reports everything at once, each under its path", () => {
    const news = {
      bucket: "Bad_Bucket",
      key: "/k",
      traget: "x",
      metadata: { Owner: "a", owner: "b", bad_name: "c", n: 5 },
      contentType: "text/plain\r\nX-Evil: 1",
      cacheControl: true,
      acl: "pubic-read",
      tags: { "a b!": "x" },
    };
    expect(failuresOf(news)).toEqual({
      traget: 'is not a property of Symlink; did you mean "target"?',
      target: "is missing, and Symlink cannot do without",
      bucket: expect.stringContaining("lower-case letters"),
      key: "starts with a slash",
      'metadata["owner"]': expect.stringContaining("upper and lower case only"),
      'metadata["bad_name"]': expect.stringContaining("letters, digits and hyphens"),
      'metadata["n"]': "must be text, and is a number; put it in quotes",
      contentType: expect.stringContaining("control character U+000D"),
      cacheControl: "must be text, and is true or false; put it in quotes",
      acl: 'must be one of default, private, public-read, public-read-write; did you mean "public-read"?',
      'tags["a b!"]': expect.stringContaining("name with other characters"),
    });
  });

  it.each<[string, PropertyMap, string, string]>([
    ["a target that is the link", { target: "latest" }, "target", "is the link itself"],
    ["a secret target that is the link", { target: new Secret("latest") }, "target", "is the link itself"],
    ["a secret bucket", { bucket: new Secret("links") }, "bucket", "must not be a secret"],
    ["a secret key", { key: new Secret("latest") }, "key", "must not be a secret"],
    ["a target that is too long", { target: "x".repeat(1024) }, "target", "1024 bytes"],
    ["an empty target", { target: "" }, "target", "is empty"],
    ["too much metadata", { metadata: { a: "x".repeat(8192) } }, "metadata", "bytes of names and values"],
    [
      "eleven tags",
      { tags: Object.fromEntries(Array.from({ length: 11 }, (_, i) => [`t${i}`, "x"])) },
      "tags",
      "11 tags",
    ],
    ["blanks at the edge", { cacheControl: " no-cache" }, "cacheControl", "starts or ends with a blank"],
    ["metadata that is a list", { metadata: ["a"] }, "metadata", "must be a map of texts, and is a list"],
    ["a target that is a map", { target: { a: "b" } }, "target", "must be text, and is a map"],
  ])("refuses %s", (_, odd, property, reason) => {
    expect(failuresOf({ ...LINK, ...odd })[property]).toContain(reason);
  });

  it("never prints a secret value", () => {
    const news = {
      ...LINK,
      acl: new Secret("s3cr3t"),
      target: new Secret("/s3cr3t"),
      metadata: { a: new Secret("s3cr3t\r") },
    };
    const { failures } = check(news);
    expect(failures).toHaveLength(3);
    expect(JSON.stringify(failures)).not.toContain("s3cr3t");
  });

  it("judges nothing that is unknown", () => {
    expect(
      failuresOf({ bucket: UNKNOWN, key: UNKNOWN, target: UNKNOWN, metadata: UNKNOWN, tags: { a: UNKNOWN } }),
    ).toEqual({});
  });
});

describe("checkSymlink() within a deployment", () => {
  const OTHER = URN.replace("::link", "::other");
  function failuresBeside(other: PropertyMap, news: PropertyMap): Record<string, string> {
    const claims = new Claims();
    claims.declare(OTHER, claimsOf(other));
    return Object.fromEntries(check(news, claims).failures.map(({ path, reason }) => [formatPath(path), reason]));
  }

  it("refuses a link that another resource declares", () => {
    expect(failuresBeside({ ...LINK, target: "releases/2" }, LINK)).toEqual({
      key: "is declared twice: other declares links/latest as well",
    });
  });

  it("refuses chains, whichever end is checked first", () => {
    expect(failuresBeside({ ...LINK, key: "releases/1", target: "x" }, LINK)).toEqual({
      target: expect.stringContaining("is a link itself, declared by other; OSS does not follow a link to a link"),
    });
    expect(failuresBeside({ ...LINK, key: "first", target: "latest" }, LINK)).toEqual({
      key: expect.stringContaining("is what the link other points to"),
    });
  });

  it("does not name whom a secret target belongs to", () => {
    const failures = failuresBeside(
      { ...LINK, key: "releases/1", target: "x" },
      { ...LINK, target: new Secret("releases/1") },
    );
    expect(failures.target).toContain("is a link itself; OSS");
  });

  it("lets be what is unknown, what is elsewhere, and the resource's own former self", () => {
    expect(failuresBeside({ ...LINK, bucket: UNKNOWN }, LINK)).toEqual({});
    expect(failuresBeside({ ...LINK, bucket: "elsewhere" }, LINK)).toEqual({});
    const claims = new Claims();
    claims.declare(URN, claimsOf(LINK));
    expect(check({ ...LINK, target: "releases/2" }, claims).failures).toEqual([]);
    claims.declare(OTHER, claimsOf({ ...LINK, key: "other" }));
    claims.declare(OTHER, claimsOf({ ...LINK, key: "moved on" }));
    expect(check({ ...LINK, key: "other" }, claims).failures).toEqual([]);
  });

  it("takes the provider's default for enforce, unless the link says otherwise", () => {
    const claims = new Claims();
    expect(check(LINK, claims, true).inputs).toMatchObject({ enforce: true });
    expect(check({ ...LINK, enforce: false }, claims, true).inputs).toMatchObject({ enforce: false });
    expect(check(LINK, claims, false).inputs).not.toHaveProperty("enforce");
  });
});
