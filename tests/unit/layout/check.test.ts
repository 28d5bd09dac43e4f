import { Claims } from "../../../provider/deployment/claims";
import { checkLayout, layoutClaims, layoutTerritory } from "../../../provider/layout/check";
import { formatPath } from "../../../provider/protocol/paths";
import { type PropertyMap, Secret, UNKNOWN } from "../../../provider/protocol/values";

const GOOD: PropertyMap = { bucket: "artifacts", prefix: "latest/", targetPrefix: "releases/1/", links: { a: "a" } };

function check(news: PropertyMap, claims = new Claims()) {
  return checkLayout(news, { urn: "urn::layout", claims, enforce: false, isDeleted: () => false });
}

function problems(news: PropertyMap, claims?: Claims): Record<string, string> {
  return Object.fromEntries(check(news, claims).failures.map(({ path, reason }) => [formatPath(path), reason]));
}

describe("checking a layout", () => {
  it("takes a good one as it was written, and the second time as the first", () => {
    expect(check(GOOD)).toEqual({ inputs: GOOD, failures: [] });
    expect(check(check(GOOD).inputs)).toEqual(check(GOOD));
    expect(problems({ bucket: "artifacts", prefix: "", links: { a: "b" } })).toEqual({});
  });

  it("names every single link that is wrong, by its path", () => {
    const links = { "": "a", ok: "fine", "two/../x": "", long: "x".repeat(1020), self: "../self", "bad\ud800": "x" };
    expect(problems({ bucket: "artifacts", prefix: "", links })).toEqual({
      'links[""]': "has a key that is empty",
      'links["two/../x"]': "has a target that is empty",
      'links["bad\ud800"]': expect.stringContaining("half of a surrogate pair"),
    });
    expect(problems({ ...GOOD, links: { long: "x".repeat(1020) } })).toEqual({
      'links["long"]': expect.stringContaining("has a target that is 1031 bytes long"),
    });
    expect(problems({ ...GOOD, links: { a: 1, b: "b" } as never })).toEqual({
      'links["a"]': expect.stringContaining("must be text"),
    });
  });

  it("reports the first twenty of thousands, and the count", () => {
    const links = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`n${index}`, ""]));
    const { failures } = check({ bucket: "artifacts", prefix: "latest/", links });
    expect(failures).toHaveLength(21);
    expect(failures[20]).toEqual({ path: ["links"], reason: expect.stringContaining("has 4980 more problems") });
  });

  it("refuses links to itself and to each other", () => {
    const inputs = { bucket: "artifacts", prefix: "x/", targetPrefix: "x/", links: { a: "a", b: "a", c: "d" } };
    expect(problems(inputs)).toEqual({
      'links["a"]': "points to itself",
      'links["b"]': expect.stringContaining('points to links["a"], a link itself'),
    });
  });

  it("refuses secrets in what is part of the ID, and takes them in targets", () => {
    expect(problems({ ...GOOD, prefix: new Secret("latest/") })).toEqual({ prefix: expect.stringContaining("secret") });
    expect(problems({ ...GOOD, links: new Secret({ a: "a" }), targetPrefix: new Secret("r/") })).toEqual({});
  });

  it("says what was meant", () => {
    expect(problems({ ...GOOD, strays: "removes" })).toEqual({
      strays: 'must be one of ignore, report, remove; did you mean "remove"?',
    });
    expect(Object.keys(problems({ ...GOOD, targetprefix: "x" }))).toEqual(["targetprefix"]);
    expect(problems({ bucket: "artifacts" })).toEqual({
      prefix: expect.stringContaining("is missing"),
      links: expect.stringContaining("is missing"),
    });
  });

  it("does not judge what is not known yet", () => {
    expect(problems({ ...GOOD, links: UNKNOWN })).toEqual({});
    expect(problems({ ...GOOD, links: { a: UNKNOWN }, targetPrefix: UNKNOWN })).toEqual({});
    expect(layoutClaims({ ...GOOD, links: { a: UNKNOWN } })).toEqual([
      { id: "artifacts/latest/a", targetId: undefined },
    ]);
    expect(layoutClaims({ ...GOOD, prefix: UNKNOWN })).toEqual([]);
    expect(layoutTerritory({ ...GOOD, prefix: UNKNOWN })).toBeUndefined();
  });

  it("knows of other resources' links", () => {
    const claims = new Claims();
    claims.declare("urn::single", [{ id: "artifacts/latest/a", targetId: "artifacts/latest/b" }]);
    expect(problems({ ...GOOD, links: { a: "a", b: "b" } }, claims)).toEqual({
      'links["a"]': expect.stringContaining("is declared twice: single"),
      'links["b"]': expect.stringContaining("is what the link single points to"),
    });
  });
});
