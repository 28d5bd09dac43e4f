import fc from "fast-check";
import { layoutFile, symlinksFile } from "../../../cli/import-file/import-json";
import { sortOut } from "../../../cli/import-file/importable";
import { layoutCode } from "../../../cli/import-file/layout-code";
import { resourceNames } from "../../../cli/import-file/resource-names";
import type { SymlinkInfo } from "../../../provider/oss";

const link = (target: string, more: Partial<SymlinkInfo> = {}): SymlinkInfo => ({
  target,
  metadata: {},
  etag: "E",
  lastModified: undefined,
  versionId: undefined,
  requestId: undefined,
  ...more,
});

const key = fc.oneof(
  fc.constantFrom("latest/app.tgz", "a b", "a-b", "A-B", "a_b", "世界", "1.4.2", "😀", "x".repeat(200)),
  fc.string({ unit: "grapheme", minLength: 1, maxLength: 30 }),
);
const keys = fc.uniqueArray(key, { maxLength: 30 });

describe("names of resources", () => {
  test("say what the key says", () => {
    const names = resourceNames(["latest/app.tgz", "1.4.2/notes", "plain"]);
    expect([...names.values()]).toEqual(["latest-app-tgz", "link-1-4-2-notes", "plain"]);
  });

  test("differ for every two keys, also as variables, are of letters, digits and hyphens, and not too long", () => {
    fc.assert(
      fc.property(keys, (some) => {
        const names = [...resourceNames(some).values()];
        expect(names).toHaveLength(some.length);
        expect(new Set(names.map((name) => name.replaceAll("-", "").toLowerCase())).size).toBe(some.length);
        for (const name of names) expect(name).toMatch(/^[A-Za-z][A-Za-z0-9-]{0,80}$/);
      }),
    );
  });

  test("do not depend on the order of the keys", () => {
    fc.assert(
      fc.property(keys, (some) => {
        const [there, back] = [resourceNames(some), resourceNames([...some].reverse())];
        for (const one of some) expect(there.get(one)).toBe(back.get(one));
      }),
    );
  });
});

describe("links that can be declared", () => {
  test("are all but those that point to themselves, to a link beside them, or to no name of an object", () => {
    const found = Object.entries({ a: "b", b: "c", self: "self", slash: "/x", good: "object" });
    const { importable, leftOut } = sortOut(found.map(([key, target]) => ({ key, link: link(target) })));
    expect(importable.map(({ key }) => key)).toEqual(["b", "good"]);
    expect(leftOut).toEqual([
      { key: "a", reason: "it points to b, which is a link itself" },
      { key: "self", reason: "it points to itself" },
      { key: "slash", reason: "its target is no name of an object: it starts with a slash" },
    ]);
  });
});

describe("the file for pulumi import", () => {
  test("is JSON with a type, a name and an ID for each, and shows nothing unseen as it is", () => {
    const text = symlinksFile("links", [
      { key: "latest/app.tgz", link: link("r") },
      { key: "rtl-\u202egnp", link: link("r") },
    ]);
    expect(JSON.parse(text)).toEqual({
      resources: [
        { type: "oss-symlink:index:Symlink", name: "latest-app-tgz", id: "links/latest/app.tgz" },
        { type: "oss-symlink:index:Symlink", name: "rtl-gnp", id: "links/rtl-\u202egnp" },
      ],
    });
    expect(text).not.toContain("\u202e");
    expect(JSON.parse(layoutFile({ bucket: "links", prefix: "latest/" }, "latest")).resources).toEqual([
      { type: "oss-symlink:index:AliasLayout", name: "latest", id: "links/latest/" },
    ]);
  });
});

describe("the program for a layout", () => {
  test("has the longest common folder of all targets once, and what all links have alike", () => {
    const facets = { metadata: { owner: "me" }, contentType: "text/html", cacheControl: "no-cache" };
    const code = layoutCode({ bucket: "links", prefix: "latest/" }, "latest", [
      { key: "latest/app.tgz", link: link("releases/1.4.2/app.tgz", facets) },
      { key: "latest/docs/a", link: link(`releases/1.4.2/docs/$${"{a}"}`, { ...facets, cacheControl: "no-store" }) },
    ]);
    expect(code).toBe(`resources:
  latest:
    type: oss-symlink:AliasLayout
    properties:
      bucket: "links"
      prefix: "latest/"
      targetPrefix: "releases/1.4.2/"
      links:
        "app.tgz": "app.tgz"
        "docs/a": "docs/$\${a}"
      metadata:
        "owner": "me"
      contentType: "text/html"
`);
  });
});
