import fc from "fast-check";
import { extensionOf, keepsExtension } from "../../../provider/functions/audit/extension";
import { judgeLink, type LinkLook, type TargetLook } from "../../../provider/functions/audit/judge";
import { MEANING, PROBLEM_KINDS, SEVERITY } from "../../../provider/functions/audit/problem";
import { Tally } from "../../../provider/functions/audit/summary";

const at = (seen: TargetLook, target = "releases/1/app.tgz"): LinkLook => ({ kind: "pointing", target, at: seen });
const OBJECT: TargetLook = { kind: "object" };

describe("a link", () => {
  const cases: [string, LinkLook, string[]][] = [
    ["is good where its target is an object", at(OBJECT), []],
    ["dangles where nothing is", at({ kind: "nothing", deleted: false }), ["dangling"]],
    ["dangles where its target was deleted", at({ kind: "nothing", deleted: true }), ["dangling"]],
    ["dangles where nothing can be", at({ kind: "impossible", reason: "starts with a slash" }), ["dangling"]],
    ["is chained to a link", at({ kind: "link", leadsTo: "an object" }), ["chained"]],
    ["is chained to a link to nothing", at({ kind: "link", leadsTo: "nothing" }), ["chained"]],
    ["is chained to a link to a link", at({ kind: "link", leadsTo: "a link" }), ["chained"]],
    ["refers to itself", { kind: "self" }, ["self-referring"]],
    ["points into an archive", at({ kind: "archived", storageClass: "ColdArchive" }), ["archived"]],
    ["has lost an extension", at(OBJECT, "releases/1/app.zip"), ["extension-lost"]],
    ["has two problems at once", at({ kind: "nothing", deleted: false }, "x.zip"), ["dangling", "extension-lost"]],
    ["cannot be read", { kind: "unreadable", reason: "no permission" }, ["unreadable"]],
    ["has a target that cannot be read", at({ kind: "unreadable", reason: "no permission" }), ["unreadable"]],
  ];
  test.each(cases)("%s", (_, look, kinds) => {
    const problems = judgeLink("latest/app.tgz", look, undefined);
    expect(problems.map(({ kind }) => kind)).toEqual(kinds);
    for (const { kind, severity } of problems) expect(severity).toBe(SEVERITY[kind]);
  });

  test("is a stray only where stacks were asked and none declares it", () => {
    expect(judgeLink("a", at(OBJECT, "b"), undefined)).toEqual([]);
    expect(judgeLink("a", at(OBJECT, "b"), true)).toEqual([]);
    expect(judgeLink("a", at(OBJECT, "b"), false).map(({ kind }) => kind)).toEqual(["stray"]);
  });

  test("is told what to do, with what the service said", () => {
    const [dangling] = judgeLink("a", at({ kind: "impossible", reason: "starts with a slash" }, "/b"), undefined);
    expect(dangling?.message).toBe(
      "its target is no name of an object (it starts with a slash); point it to an object",
    );
    const [archived] = judgeLink("a", at({ kind: "archived", storageClass: "Archive" }, "b"), undefined);
    expect(archived?.message).toBe("its target is archived (Archive) and not restored; restore it first");
  });

  test("has a meaning for every kind of problem", () => {
    for (const kind of PROBLEM_KINDS) expect(MEANING[kind]).toMatch(/^(the|link|none)/);
  });
});

describe("an extension", () => {
  test.each([
    ["latest/app.tgz", "tgz"],
    ["latest/app", undefined],
    ["app-1.4.2", undefined],
    ["v1.d/app", undefined],
    [".profile", undefined],
    ["folder/.profile", undefined],
    ["film.mp4", "mp4"],
    ["a.7z", "7z"],
    ["A.TGZ", "TGZ"],
    ["app.tar.gz", "gz"],
    ["app.", undefined],
  ])("of %s is %s", (key, extension) => {
    expect(extensionOf(key)).toBe(extension);
  });

  test.each([
    ["latest/app.tgz", "releases/1/app.tar.gz", true],
    ["a.jpg", "b.JPEG", true],
    ["a.htm", "b.html", true],
    ["app.gz", "app.tar.gz", false],
    ["app", "app-1.4.2", true],
    ["app.tgz", "app", true],
    ["app", "app.tgz", false],
    ["app.zip", "app.tgz", false],
  ])("from %s to %s is kept: %s", (link, target, kept) => {
    expect(keepsExtension(link, target)).toBe(kept);
  });

  test("is kept by a link whose name ends as its target's does, whatever the names", () => {
    fc.assert(fc.property(fc.string(), fc.string(), (folder, name) => keepsExtension(`${folder}/${name}`, name)));
  });
});

test("a tally counts links, problems by kind, and keys", () => {
  const tally = new Tally();
  tally.countKeys(1000);
  tally.countKeys(7);
  const link = { key: "a.zip", target: "b", lastModified: undefined };
  tally.count({ ...link, problems: [] });
  tally.count({ ...link, problems: judgeLink("a", at({ kind: "nothing", deleted: false }), false) });
  expect(tally.summary).toEqual({
    keys: 1007,
    links: 2,
    errors: 1,
    warnings: 2,
    kinds: { dangling: 1, "extension-lost": 1, stray: 1 },
  });
});
