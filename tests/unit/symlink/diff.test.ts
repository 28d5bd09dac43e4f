import fc from "fast-check";
import { formatPath } from "../../../provider/protocol/paths";
import { containsUnknown, type PropertyMap, reveal, Secret, UNKNOWN } from "../../../provider/protocol/values";
import type { Diff, DiffSurroundings } from "../../../provider/resource";
import { diffSymlink } from "../../../provider/symlink/diff";
import { SYMLINK_FIELDS } from "../../../provider/symlink/fields";
import { declaredOutputs } from "../../../provider/symlink/state";
import { knownLink, previewedLink } from "./arbitrary-links";

const PROOF = { url: "http://h/b/k", etag: "E1", writtenEtag: "E1", versionIds: [] };
const stateOf = (inputs: PropertyMap): PropertyMap => ({ ...declaredOutputs(inputs), ...PROOF });

const QUIET: DiffSurroundings = {
  isDeleted: () => false,
  engine: undefined,
  isImported: () => false,
  isAnothers: () => false,
  lastRead: () => undefined,
  urlOf: undefined,
};

function diff(oldInputs: PropertyMap, news: PropertyMap, olds: PropertyMap = stateOf(oldInputs)): Diff {
  return diffSymlink({ olds, oldInputs, news, ignoreChanges: [] }, QUIET);
}

function kinds({ differences }: Diff): Record<string, string> {
  return Object.fromEntries(
    differences.map(({ path, kind, input }) => [formatPath(path), input ? kind : `${kind} (drift)`]),
  );
}

/** Without secrets: becoming one is an update that has no way back. */
const plainLink = knownLink.map((link) => reveal(link) as PropertyMap);

const LINK = { bucket: "links", key: "latest", target: "releases/1" };

describe("laws of diffSymlink()", () => {
  it("a link does not differ from itself", () => {
    fc.assert(
      fc.property(knownLink, (inputs) => {
        expect(diff(inputs, inputs).differences).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  it("nor after a host that shows outputs only", () => {
    fc.assert(
      fc.property(knownLink, (inputs) => {
        const request = { olds: stateOf(inputs), oldInputs: undefined, news: inputs, ignoreChanges: [] };
        expect(diffSymlink(request, QUIET).differences).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  it("what is an addition one way is a deletion the other way, and an update stays one", () => {
    const mirror: Record<string, string> = { add: "delete", delete: "add", update: "update" };
    const byFoldedPath = (result: Diff, flip: boolean) =>
      Object.fromEntries(
        result.differences.map(({ path, kind }) => [formatPath(path).toLowerCase(), flip ? mirror[kind] : kind]),
      );
    fc.assert(
      fc.property(plainLink, plainLink, (left, right) => {
        const there = byFoldedPath(diff(left, right), false);
        const back = byFoldedPath(diff(right, left), true);
        expect(there).toEqual(back);
      }),
      { numRuns: 100 },
    );
  });

  it("something unknown always differs", () => {
    fc.assert(
      fc.property(knownLink, previewedLink, (olds, news) => {
        const { differences } = diff(olds, news);
        const names = new Set(differences.map(({ path }) => path[0]));
        for (const { name } of SYMLINK_FIELDS) if (containsUnknown(news[name])) expect(names).toContain(name);
      }),
      { numRuns: 100 },
    );
  });

  it("nothing that changes is stable", () => {
    fc.assert(
      fc.property(knownLink, knownLink, (left, right) => {
        const { differences, stables } = diff(left, right);
        for (const { path } of differences) expect(stables).not.toContain(path[0]);
      }),
      { numRuns: 100 },
    );
  });

  it("exactly a change of bucket or key is a replacement, and only others are removed first", () => {
    fc.assert(
      fc.property(knownLink, knownLink, (left, right) => {
        const { differences, deleteBeforeReplace } = diff(left, right);
        const moved = left.bucket !== right.bucket || left.key !== right.key;
        expect(differences.some(({ replace }) => replace)).toBe(moved);
        expect(deleteBeforeReplace).toBe(!moved);
      }),
      { numRuns: 100 },
    );
  });
});

describe("what the user changed", () => {
  it("is named entry by entry", () => {
    const old = { ...LINK, metadata: { owner: "a", gone: "x", same: "s" }, tags: { t: "1" }, acl: "private" };
    const news = {
      ...LINK,
      target: "releases/2",
      metadata: { owner: "b", "x-new": "y", same: "s" },
      contentType: "text/html",
    };
    expect(kinds(diff(old, news))).toEqual({
      target: "update",
      'metadata["owner"]': "update",
      'metadata["gone"]': "delete",
      'metadata["x-new"]': "add",
      contentType: "add",
      acl: "delete",
      'tags["t"]': "delete",
    });
  });

  it("does not include the spelling of metadata names, which OSS folds", () => {
    expect(kinds(diff({ ...LINK, metadata: { Owner: "a" } }, { ...LINK, metadata: { owner: "a" } }))).toEqual({});
  });

  it("includes becoming a secret, without sending anything", () => {
    expect(kinds(diff(LINK, { ...LINK, target: new Secret("releases/1") }))).toEqual({ target: "update" });
    expect(kinds(diff({ ...LINK, target: new Secret("releases/1") }, LINK))).toEqual({});
  });

  it("is a replacement where a name is not known yet", () => {
    const { differences, deleteBeforeReplace } = diff(LINK, { ...LINK, key: UNKNOWN });
    expect(differences).toEqual([{ path: ["key"], kind: "update", replace: true, input: true }]);
    expect(deleteBeforeReplace).toBe(false);
  });
});

describe("what drifted", () => {
  const inputs = { ...LINK, metadata: { Owner: "me" }, cacheControl: "no-cache", acl: "private", tags: { a: "1" } };
  const foreign = { etag: "E2" };

  it("is compared where a put by somebody else is seen", () => {
    const olds = {
      ...stateOf(inputs),
      ...foreign,
      target: "elsewhere",
      metadata: { Owner: "you", extra: "x" },
      cacheControl: "max-age=1",
    };
    expect(kinds(diff(inputs, inputs, olds))).toEqual({
      target: "update (drift)",
      'metadata["Owner"]': "update (drift)",
      'metadata["extra"]': "delete (drift)",
      cacheControl: "update (drift)",
    });
  });

  it("is, in a link that is still ours, what was ignored when it was written", () => {
    expect(kinds(diff(inputs, inputs, { ...stateOf(inputs), target: "ignored" }))).toEqual({
      target: "update (drift)",
    });
    expect(kinds(diff(inputs, inputs, stateOf(inputs)))).toEqual({});
  });

  it("counts for ACL and tags even then: they change without a put", () => {
    const olds = { ...stateOf(inputs), acl: "public-read", tags: { a: "1", b: "2" } };
    expect(kinds(diff(inputs, inputs, olds))).toEqual({ acl: "update (drift)", 'tags["b"]': "delete (drift)" });
  });

  it("counts only where declared, but for target and metadata", () => {
    const olds = {
      ...stateOf(LINK),
      ...foreign,
      contentType: "x/y",
      metadata: { m: "1" },
    };
    expect(kinds(diff(LINK, LINK, olds))).toEqual({ 'metadata["m"]': "delete (drift)" });
  });

  it("counts for what a create could not reset, which stands in state though nobody declares it", () => {
    const olds = { ...stateOf(LINK), acl: "private", tags: { a: "1" } };
    expect(kinds(diff(LINK, LINK, olds))).toEqual({ acl: "delete (drift)", 'tags["a"]': "delete (drift)" });
  });

  it("is a matter of the etag alone if somebody wrote the same again", () => {
    expect(kinds(diff(LINK, LINK, { ...stateOf(LINK), ...foreign }))).toEqual({ etag: "update (drift)" });
  });

  it("is nothing if the version is the last one we wrote, whatever the etag", () => {
    const olds = { ...stateOf(LINK), ...foreign, versionId: "v2", versionIds: ["v1", "v2"] };
    expect(kinds(diff(LINK, LINK, olds))).toEqual({});
    expect(kinds(diff(LINK, LINK, { ...olds, versionId: "v1" }))).toEqual({ etag: "update (drift)" });
    expect(kinds(diff(LINK, LINK, { ...olds, versionId: "null", versionIds: ["null"] }))).toEqual({
      etag: "update (drift)",
    });
  });

  it("an ACL that was never set is missing, not unchanged", () => {
    const { acl: _, ...olds } = stateOf(inputs);
    expect(kinds(diff(inputs, inputs, olds))).toEqual({ acl: "add (drift)" });
  });
});

describe("what stays known in a preview", () => {
  it("is the version, if only ACL or tags change", () => {
    expect(diff(LINK, { ...LINK, acl: "private" }).stables).toEqual(
      expect.arrayContaining(["bucket", "key", "url", "versionId", "etag"]),
    );
    expect(diff(LINK, { ...LINK, target: "x" }).stables).not.toContain("versionId");
  });
});

describe("diffSymlink() within a deployment", () => {
  const olds = stateOf(LINK);
  const request = { olds, oldInputs: LINK, news: LINK, ignoreChanges: [] };

  it("has a link put again that this process deleted for another resource", () => {
    const result = diffSymlink(request, { ...QUIET, isDeleted: (id) => id === "links/latest" });
    expect(kinds(result)).toEqual({ etag: "update (drift)" });
  });

  it("answers a change of enforce, but not right after an import", () => {
    const news = { ...LINK, enforce: true };
    expect(kinds(diffSymlink({ ...request, news }, QUIET))).toEqual({ enforce: "add" });
    expect(kinds(diffSymlink({ ...request, news, oldInputs: news }, QUIET))).toEqual({});
    expect(kinds(diffSymlink({ ...request, oldInputs: news }, QUIET))).toEqual({ enforce: "delete" });
    expect(kinds(diffSymlink({ ...request, news: { ...LINK, enforce: false } }, QUIET))).toEqual({});
    expect(kinds(diffSymlink({ ...request, news }, { ...QUIET, engine: undefined, isImported: () => true }))).toEqual(
      {},
    );
  });

  it("does not count how a link is handled as a change of the link", () => {
    const news = { ...LINK, onConflict: "adopt", targetCheck: "off", purgeOnDelete: true };
    expect(diffSymlink({ ...request, news }, QUIET).differences).toEqual([]);
  });

  it("warns when the state was written at another endpoint", () => {
    const at = (origin: string) => ({ ...QUIET, urlOf: (bucket: string, key: string) => `${origin}/${bucket}/${key}` });
    const moved = { ...request, olds: { ...olds, url: "http://127.0.0.1:9000/links/latest" } };
    expect(diffSymlink(moved, at("https://oss-cn-hangzhou.aliyuncs.com")).warnings).toEqual([
      expect.stringMatching(/written at 127\.0\.0\.1:9000, .* configured for oss-cn-hangzhou\.aliyuncs\.com/),
    ]);
    expect(diffSymlink(moved, at("http://127.0.0.1:9000")).warnings).toEqual([]);
  });
});
