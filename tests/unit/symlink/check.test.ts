import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { formatPath } from "../../../provider/protocol/paths";
import { type PropertyMap, ResourceReference, Secret, UNKNOWN } from "../../../provider/protocol/values";
import { checkSymlink } from "../../../provider/symlink/check";
import { previewedLink } from "./arbitrary-links";

const LINK = { bucket: "links", key: "latest", target: "releases/1" };

function failuresOf(news: PropertyMap): Record<string, string> {
  return Object.fromEntries(checkSymlink(news).failures.map(({ path, reason }) => [formatPath(path), reason]));
}

describe("checkSymlink()", () => {
  it("changes nothing the second time", () => {
    fc.assert(
      fc.property(previewedLink, (news) => {
        const once = checkSymlink(news);
        const twice = checkSymlink(once.inputs);
        expect(once.failures).toEqual([]);
        expect(isDeepStrictEqual(twice, once)).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  it("keeps what the user wrote, secrets and all", () => {
    const news = { ...LINK, target: new Secret("t"), metadata: { Owner: new Secret("me"), team: UNKNOWN } };
    expect({ ...checkSymlink(news).inputs }).toEqual(news);
  });

  it("takes null for not given, also within maps", () => {
    const news = {
      ...LINK,
      acl: null,
      metadata: { a: null, b: "x" },
      tags: new Secret({ c: null }),
      expires: new Secret(null),
    };
    const { inputs, failures } = checkSymlink(news);
    expect(failures).toEqual([]);
    expect({ ...inputs }).toEqual({ ...LINK, metadata: { b: "x" }, tags: new Secret({}) });
  });

  it("takes a resource for its ID, and leaves alone what engines put in", () => {
    const news = { ...LINK, bucket: new ResourceReference("urn:b", "links"), __provider: "code", __defaults: [] };
    expect({ ...checkSymlink(news).inputs }).toEqual(LINK);
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
    const { failures } = checkSymlink(news);
    expect(failures).toHaveLength(3);
    expect(JSON.stringify(failures)).not.toContain("s3cr3t");
  });

  it("judges nothing that is unknown", () => {
    expect(
      failuresOf({ bucket: UNKNOWN, key: UNKNOWN, target: UNKNOWN, metadata: UNKNOWN, tags: { a: UNKNOWN } }),
    ).toEqual({});
  });
});
