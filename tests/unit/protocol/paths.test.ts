import { formatPath } from "../../../provider/protocol/paths";

describe("formatPath()", () => {
  it.each([
    [["target"], "target"],
    [["metadata", "owner"], 'metadata["owner"]'],
    [["metadata", "x-y"], 'metadata["x-y"]'],
    [["tags", "a.b"], 'tags["a.b"]'],
    [["tags", 'say "hi"'], 'tags["say \\"hi\\""]'],
    [["tags", ""], 'tags[""]'],
    [["links", 3, "to"], 'links[3]["to"]'],
    [["odd.name", "x"], '["odd.name"]["x"]'],
    [[], ""],
  ])("%j is %s", (path, expected) => {
    expect(formatPath(path)).toBe(expected);
  });

  it.each(['back\\"slash', "ends in \\"])("stops before a key that the engine's grammar has no form for: %s", (key) => {
    expect(formatPath(["tags", key, "below"])).toBe("tags");
  });
});
