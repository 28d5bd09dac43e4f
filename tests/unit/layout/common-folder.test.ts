import fc from "fast-check";
import { longestCommonFolder } from "../../../provider/layout/common-folder";

describe("the longest common folder", () => {
  it("ends in a slash, and leaves something of every key", () => {
    expect(longestCommonFolder(["r/1/a", "r/1/b/c"])).toBe("r/1/");
    expect(longestCommonFolder(["r/10/a", "r/11/a"])).toBe("r/");
    expect(longestCommonFolder(["a", "b"])).toBe("");
    expect(longestCommonFolder(["r/1/", "r/1/a"])).toBe("r/");
    expect(longestCommonFolder(["r/1/a"])).toBe("r/1/");
  });

  it("splits every target at a folder that all share, and leaves something of each", () => {
    const target = fc.array(fc.constantFrom("a", "b", "cc"), { minLength: 1, maxLength: 4 }).map((p) => p.join("/"));
    const targets = fc.array(
      fc.tuple(target, fc.constantFrom("", "/")).map((p) => p.join("")),
      { minLength: 1 },
    );
    fc.assert(
      fc.property(targets, (some) => {
        const folder = longestCommonFolder(some);
        expect(folder === "" || folder.endsWith("/")).toBe(true);
        for (const one of some) {
          expect(one.startsWith(folder)).toBe(true);
          expect(one.length).toBeGreaterThan(folder.length);
        }
      }),
    );
  });
});
