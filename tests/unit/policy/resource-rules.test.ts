import { aclLimit, protectedPrefixes, requiredMetadata, requireEnforce } from "../../../policy";
import { DYNAMIC_SYMLINK, type GivenResource, judged, layout, link, UNKNOWN } from "./given-policy";

describe("required-metadata", () => {
  const config = { names: ["Owner", "team"] };
  const said = (metadata?: object) => judged(requiredMetadata, link({ metadata }), config).said;

  test("says which names are missing, whatever their case; an empty value is none", () => {
    expect(said()).toEqual(['Symlink "app": metadata Owner, team is missing; declare it']);
    expect(said({ owner: "me", TEAM: "" })).toEqual(['Symlink "app": metadata team is missing; declare it']);
    expect(said({ OWNER: "me", team: "web", more: "" })).toEqual([]);
  });

  test("takes what is declared but not known yet for present, and cannot judge an unknown map", () => {
    expect(said({ owner: UNKNOWN })).toEqual(['Symlink "app": metadata team is missing; declare it']);
    const unknown = judged(requiredMetadata, link({ metadata: UNKNOWN }), config);
    expect(unknown).toMatchObject({ said: [], ended: expect.stringContaining(".metadata can't be known") });
  });

  test("complains of a layout once, not of each link", () => {
    const [message, ...more] = judged(requiredMetadata, layout({}), config).said;
    expect(more).toEqual([]);
    expect(message).toBe('AliasLayout "latest": metadata Owner, team is missing; declare it');
  });
});

describe("protected-prefixes", () => {
  const config = { prefixes: ["latest/", "stable/"] };
  const complaint = "it is not protected from being deleted; set the resource option protect";

  test("wants the option protect below the prefixes, and nowhere else", () => {
    expect(judged(protectedPrefixes, link({}), config).said).toEqual([`Symlink "app": ${complaint}`]);
    expect(judged(protectedPrefixes, { ...link({}), opts: { protect: true } }, config).said).toEqual([]);
    expect(judged(protectedPrefixes, link({ key: "nightly/app.tgz" }), config).said).toEqual([]);
    expect(judged(protectedPrefixes, link({})).ended).toBe("prefixes is not configured");
  });

  test("wants it of a layout as soon as one of its links lies there", () => {
    const links = { "a.txt": "a", "latest/b.txt": "b" };
    expect(judged(protectedPrefixes, layout({ prefix: "", links }), config).said).toEqual([
      `AliasLayout "latest": ${complaint}`,
    ]);
    expect(judged(protectedPrefixes, layout({ prefix: "x/", links }), config).said).toEqual([]);
  });

  test("waits for a name that is not known yet", () => {
    expect(judged(protectedPrefixes, link({ key: UNKNOWN }), config).ended).toContain(".key can't be known");
    expect(judged(protectedPrefixes, layout({ links: UNKNOWN }), config).ended).toContain(".links can't be known");
  });
});

describe("acl-limit", () => {
  const said = (acl: string | undefined, config = {}) => judged(aclLimit, link({ acl }), config).said;

  test("allows no ACL wider than the given one, public-read unless told otherwise", () => {
    expect(said("public-read-write")).toEqual([
      'Symlink "app": the ACL public-read-write is wider than public-read; make it that or narrower',
    ]);
    expect(said("public-read", { widest: "private" })).toHaveLength(1);
    for (const acl of ["private", "public-read", "default", undefined]) expect(said(acl)).toEqual([]);
    expect(said("public-read-write", { widest: "public-read-write" })).toEqual([]);
  });

  test("leaves the ACL to the bucket only where that is allowed", () => {
    for (const acl of ["default", undefined])
      expect(said(acl, { widest: "private", bucketDefault: false })).toEqual([
        'Symlink "app": the ACL is left to the bucket; declare acl, private at the most',
      ]);
    expect(said(undefined, { bucketDefault: true })).toEqual([]);
  });
});

describe("require-enforce", () => {
  const said = (resource: GivenResource) => judged(requireEnforce, resource, { required: true }).said;

  test("wants enforce once that is required", () => {
    expect(said(link({}))).toEqual([
      'Symlink "app": it is not enforced; set enforce: true on the resource, or as an option of the provider',
    ]);
    expect(said(link({ enforce: false }))).toHaveLength(1);
    expect(said(link({ enforce: true }))).toEqual([]);
    expect(said(layout({ enforce: true }))).toEqual([]);
    expect(judged(requireEnforce, link({})).ended).toBe("required is not configured");
    expect(judged(requireEnforce, link({}), { required: false }).said).toEqual([]);
  });

  test("says that the dynamic provider cannot", () => {
    expect(said({ ...link({}), type: DYNAMIC_SYMLINK })).toEqual([
      'Symlink "app": the dynamic provider cannot enforce; move to the plugin, which can',
    ]);
  });
});
