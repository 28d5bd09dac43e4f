import { noChains, noDuplicates } from "../../../policy";
import { DYNAMIC_SYMLINK, type GivenResource, judgedStack, layout, link, UNKNOWN } from "./given-policy";

const named = (name: string, key: string, target: string, more: object = {}): GivenResource => ({
  ...link({ key, target, ...more }),
  name,
});

describe("no-chains", () => {
  test("names both links, and says what to do", () => {
    const { said, about } = judgedStack(noChains, [named("a", "a", "b"), named("b", "b", "object")]);
    expect(said).toEqual([
      'Symlink "a" (artifacts/a) points to a link, Symlink "b" (artifacts/b); point it to where that one leads',
    ]);
    expect(about).toEqual(["a"]);
  });

  test("tells a circle from a chain", () => {
    const circle = [named("a", "a", "b"), named("b", "b", "c"), named("c", "c", "a")];
    const { said, about } = judgedStack(noChains, [
      ...circle,
      named("into", "into", "a"),
      named("self", "self", "self"),
    ]);
    expect(about).toEqual(["a", "b", "c", "into", "self"]);
    expect(said.filter((message) => message.includes("and from there in a circle"))).toHaveLength(4);
    expect(said[4]).toBe('Symlink "self" (artifacts/self) points to itself; point it to an object');
  });

  test("looks across hosts, resources and layouts, but never across buckets", () => {
    const dynamic = { ...named("d", "other", "latest/app.tgz"), type: DYNAMIC_SYMLINK };
    const { said, about } = judgedStack(noChains, [layout({}), dynamic]);
    expect(about).toEqual(["d"]);
    expect(said[0]).toContain('AliasLayout "latest", links["app.tgz"] (artifacts/latest/app.tgz)');
    expect(judgedStack(noChains, [layout({}), named("x", "other", "latest/app.tgz", { bucket: "b" })]).said).toEqual(
      [],
    );
  });

  test("leaves out what is not known yet, says so, and compares the rest", () => {
    const links = { a: UNKNOWN, b: "releases/b" };
    const unknowns = [
      named("u", UNKNOWN, "b"),
      named("v", "v", UNKNOWN),
      layout({ links }),
      layout({ links: UNKNOWN }),
    ];
    const outcome = judgedStack(noChains, [...unknowns, named("a", "a", "b"), named("b", "b", "latest/b")]);
    expect(outcome.about).toEqual(["a", "b"]);
    expect(outcome.ended).toContain("can't be known during preview");
  });

  test("passes a stack without links, and resources of others whatever they look like", () => {
    expect(judgedStack(noChains, [])).toEqual({ said: [], about: [] });
    const foreign = { ...named("a", "a", "b"), type: "other:index:Symlink" };
    expect(judgedStack(noChains, [foreign, named("b", "b", "object")])).toEqual({ said: [], about: [] });
  });
});

describe("no-duplicates", () => {
  test("complains of all but the first that declare one name, whatever their hosts", () => {
    const resources = [
      named("a", "latest/app.tgz", "x"),
      { ...named("b", "latest/app.tgz", "x"), type: DYNAMIC_SYMLINK },
      layout({}),
      named("c", "latest/other.tgz", "x"),
      named("d", "latest/app.tgz", "x", { bucket: "elsewhere" }),
    ];
    const { said, about } = judgedStack(noDuplicates, resources);
    expect(about).toEqual(["b", "latest"]);
    expect(said[0]).toBe(
      'Symlink "b" (artifacts/latest/app.tgz) is declared by Symlink "a" (artifacts/latest/app.tgz) as well; remove one of them, or give it another key',
    );
    expect(said[1]).toContain('AliasLayout "latest", links["app.tgz"]');
  });
});
