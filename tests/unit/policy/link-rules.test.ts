import { keepExtension, keyPattern, samePrefix, targetPattern } from "../../../policy";
import { DYNAMIC_LAYOUT, DYNAMIC_SYMLINK, judged, layout, link, UNKNOWN } from "./given-policy";

describe("key-pattern", () => {
  test("says which key does not match, and what to do", () => {
    expect(judged(keyPattern, link({ key: "old/app.tgz" }), { pattern: "^latest/" }).said).toEqual([
      'Symlink "app" (artifacts/old/app.tgz): the key does not match /^latest\\//; choose one that does',
    ]);
    expect(judged(keyPattern, link({}), { pattern: "^latest/" }).said).toEqual([]);
  });

  test("judges the links of both hosts and of layouts, and nothing else", () => {
    const config = { pattern: "\\.tgz$" };
    const complaint = (resource: string) => [expect.stringContaining(`${resource} (artifacts/latest/notes.txt): `)];
    const wrong = link({ key: "latest/notes.txt" });
    expect(judged(keyPattern, { ...wrong, type: DYNAMIC_SYMLINK }, config).said).toEqual(complaint('Symlink "app"'));
    const entry = 'AliasLayout "latest", links["notes.txt"]';
    expect(judged(keyPattern, layout({}), config).said).toEqual(complaint(entry));
    expect(judged(keyPattern, { ...layout({}), type: DYNAMIC_LAYOUT }, config).said).toEqual(complaint(entry));
    for (const type of ["aws:s3:Bucket", "pulumi:providers:oss-symlink", "constructor", "oss-symlink:index:Symlinks"])
      expect(judged(keyPattern, { ...wrong, type }, config)).toMatchObject({ said: [], ended: "not a link" });
  });

  test("has nothing to say until it is given a pattern", () => {
    expect(judged(keyPattern, link({}))).toMatchObject({ said: [], ended: "pattern is not configured" });
  });

  test("says of an unknown key that it is unknown, and judges the others of a layout all the same", () => {
    const config = { pattern: "\\.tgz$" };
    const unknown = judged(keyPattern, link({ key: UNKNOWN }), config);
    expect(unknown).toMatchObject({ said: [], ended: expect.stringContaining(".key can't be known during preview") });
    const links = { "notes.txt": UNKNOWN, "app.zip": "app.zip" };
    const partly = judged(targetPattern, layout({ links }), { pattern: "\\.tgz$" });
    expect(partly.said).toEqual([expect.stringContaining('links["app.zip"] (artifacts/latest/app.zip): the target')]);
    expect(partly.ended).toContain("notes.txt can't be known during preview");
  });

  test("names the first twenty of a layout and counts the rest", () => {
    const links = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`${index}.txt`, `${index}.txt`]));
    const { said } = judged(keyPattern, layout({ links }), { pattern: "\\.tgz$" });
    const lines = said.join("\n").split("\n");
    expect(said).toHaveLength(1);
    expect(lines).toHaveLength(21);
    expect(lines[20]).toBe("and 980 more like these");
  });

  test("can be narrowed to buckets and prefixes", () => {
    const wrong = (props: object, scope: object) =>
      judged(keyPattern, link(props), { pattern: "^nothing$", ...scope }).said.length;
    expect(wrong({}, { buckets: ["artifacts"], prefixes: ["latest/"] })).toBe(1);
    expect(wrong({}, { buckets: ["others", "artifacts"] })).toBe(1);
    expect(wrong({}, { buckets: ["others"] })).toBe(0);
    expect(wrong({ key: "stable" }, { prefixes: ["latest/", "stable/"] })).toBe(0);
    // An unknown key may turn out to be in scope.
    expect(judged(keyPattern, link({ key: UNKNOWN }), { pattern: "x", prefixes: ["a/"] }).ended).toContain(".key");
    expect(judged(keyPattern, link({ key: UNKNOWN }), { pattern: "x", buckets: ["others"] })).toEqual({
      said: [],
      about: [],
    });
  });

  test("shows names that would break the line as JSON", () => {
    const [message] = judged(keyPattern, link({ key: 'a\n"b"' }), { pattern: "^latest/" }).said;
    expect(message).toContain('("artifacts/a\\n\\"b\\""): ');
  });
});

describe("target-pattern", () => {
  const config = { pattern: "^releases/" };

  test("says which target does not match, and what to do", () => {
    expect(judged(targetPattern, link({ target: "tmp/app.tgz" }), config).said).toEqual([
      'Symlink "app" (artifacts/latest/app.tgz): the target does not match /^releases\\//; point the link to one that does',
    ]);
    expect(judged(targetPattern, link({}), config).said).toEqual([]);
    expect(
      judged(targetPattern, layout({ targetPrefix: "tmp/" }), config)
        .said.join()
        .split("\n"),
    ).toHaveLength(2);
  });
});

describe("same-prefix", () => {
  const said = (props: object, folders: number) => judged(samePrefix, link(props), { folders }).said;

  test("wants key and target in the same leading folders", () => {
    const good = { key: "shop/app/latest/a.tgz", target: "shop/app/releases/1/a.tgz" };
    expect(said(good, 1)).toEqual([]);
    expect(said(good, 2)).toEqual([]);
    expect(said({ ...good, target: "shop/other/a.tgz" }, 1)).toEqual([]);
    expect(said({ ...good, target: "shop/other/a.tgz" }, 2)).toEqual([
      'Symlink "app" (artifacts/shop/app/latest/a.tgz): the target is not below shop/app/ as the link is; point the link to one that is',
    ]);
    // Not a folder of that name, but a longer one.
    expect(said({ ...good, target: "shopping/a.tgz" }, 1)).toHaveLength(1);
  });

  test("refuses a key that does not lie in as many folders", () => {
    expect(said({ key: "a/b.tgz", target: "a/c.tgz" }, 2)).toEqual([
      'Symlink "app" (artifacts/a/b.tgz): the key lies in fewer than 2 folders; move the link into such a folder',
    ]);
    expect(said({ key: "b.tgz", target: "c.tgz" }, 1)).toHaveLength(1);
  });
});

describe("keep-extension", () => {
  const said = (key: string, target: string, config = {}) => judged(keepExtension, link({ key, target }), config).said;

  test.each([
    ["latest/app.tgz", "releases/1.4.2/app.tgz"],
    ["latest/app.tar.gz", "releases/app-1.4.2.tar.gz"],
    ["latest/APP.TGZ", "releases/app.tgz"],
    ["latest/movie.7z", "releases/movie-2.7z"],
    ["latest", "releases/1.4.2"],
    ["latest", "releases/v1.4.2-rc1"],
    ["latest/.htaccess", "releases/.htpasswd"],
    ["docs/", "docs/index.html"],
  ])("lets %s point to %s", (key, target) => {
    expect(said(key, target)).toEqual([]);
  });

  test("says what is lost on the way", () => {
    expect(said("latest/app.tgz", "releases/app.zip")).toEqual([
      'Symlink "app" (artifacts/latest/app.tgz): the key ends in .tgz and the target does not; give the link the name that fits, or point it to a file of its kind',
    ]);
    expect(said("latest/app", "releases/app.tgz")[0]).toContain("the key has no extension and the target has one");
    expect(said("latest/app.tgz", "releases/app-1.4.2")[0]).toContain("the key ends in .tgz and the target does not");
  });

  test("allows keys without one where that is configured", () => {
    expect(said("latest/app", "releases/app.tgz", { bareKeys: true })).toEqual([]);
    expect(said("latest/app.tgz", "releases/app", { bareKeys: true })).toHaveLength(1);
  });
});

test("no message repeats a target: it may be a secret, which a policy is shown in clear", () => {
  const target = "hidden/app.zip";
  const said = [
    judged(targetPattern, link({ target }), { pattern: "^releases/" }),
    judged(samePrefix, link({ target }), { folders: 1 }),
    judged(keepExtension, link({ target })),
    judged(targetPattern, layout({ targetPrefix: "hidden/" }), { pattern: "^releases/" }),
  ].map((outcome) => outcome.said.join());
  for (const message of said) {
    expect(message).not.toBe("");
    expect(message).not.toContain("hidden");
    expect(message).not.toContain("zip");
  }
});
