import {
  keyPattern,
  type LinkPackConfig,
  linkPolicies,
  noChains,
  requiredMetadata,
  startLinkPack,
} from "../../../policy";
import { withLevels } from "../../../policy/pack-config";
import { rules } from "../../../policy/policies";
import { judged, judgedStack, link } from "./given-policy";

/** What is thrown, as Pulumi prints it: the stack. */
function complaint(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return (error as Error).stack ?? "";
  }
  throw new Error("nothing is wrong");
}

describe("the configuration of a rule", () => {
  test("is refused with all that is wrong at once, the rule's name and no stack", () => {
    expect(
      complaint(() => judged(keyPattern, link({}), { pattern: "(", patern: "x", bucket: ["a"], prefixes: [] })),
    ).toBe(
      [
        "the configuration of the rule key-pattern is wrong:",
        '  - patern is not a setting of key-pattern; did you mean "pattern"?',
        '  - bucket is not a setting of key-pattern; did you mean "buckets"?',
        "  - pattern is not a regular expression: Invalid regular expression: /(/: Unterminated group",
        "  - prefixes must be a list of texts, at least one and none empty, and is []",
      ].join("\n"),
    );
  });

  test("of a rule about the stack is checked, too", () => {
    expect(complaint(() => judgedStack(noChains, [], { depth: 3 }))).toContain("depth is not a setting of no-chains");
  });

  test.each([
    [{ names: "owner" }, 'names must be a list of texts, at least one and none empty, and is "owner"'],
    [{ names: [""] }, 'names must be a list of texts, at least one and none empty, and is [""]'],
    [{ names: ["a"], defaults: { a: 1 } }, 'defaults must be a map of texts, none empty, and is {"a":1}'],
    [{ names: ["a"], defaults: ["a"] }, 'defaults must be a map of texts, none empty, and is ["a"]'],
  ])("%j is wrong", (config, reason) => {
    expect(complaint(() => judged(requiredMetadata, link({}), config))).toContain(`\n  - ${reason}`);
  });
});

describe("the configuration of the pack", () => {
  test("is refused with all that is wrong with any rule at once, before anything is served", () => {
    const config = {
      all: "strict",
      "key-patern": { pattern: "x" },
      "target-pattern": 7,
      "same-prefix": { folders: 0.5, enforcementLevel: "advisry" },
      "keep-extension": { bareKeys: "yes" },
      "acl-limit": { widest: "public_read" },
      "no-chains": "off",
      unheard: "advisory",
    } as object as LinkPackConfig;
    expect(complaint(() => startLinkPack("links", config)).split("\n")).toEqual([
      "the configuration of the rule all is wrong:",
      '  - the level must be one of advisory, mandatory, remediate, disabled, and is "strict"',
      'there is no rule key-patern; did you mean "key-pattern"?',
      "the configuration of the rule target-pattern is wrong:",
      "  - it must be a level or a map of settings, and is 7",
      "the configuration of the rule same-prefix is wrong:",
      '  - the level must be one of advisory, mandatory, remediate, disabled, and is "advisry"; did you mean "advisory"?',
      "  - folders must be a whole number, at least 1, and is 0.5",
      "the configuration of the rule keep-extension is wrong:",
      '  - bareKeys must be true or false, and is "yes"',
      "the configuration of the rule acl-limit is wrong:",
      '  - widest must be one of private, public-read, public-read-write, and is "public_read"; did you mean "public-read"?',
      "the configuration of the rule no-chains is wrong:",
      '  - the level must be one of advisory, mandatory, remediate, disabled, and is "off"',
      expect.stringMatching(/^there is no rule unheard; there are key-pattern, target-pattern, .*no-duplicates$/),
    ]);
  });
});

describe("the levels of the pack", () => {
  test("are those of the rules, where the configuration has none: to the engine none would be advisory", () => {
    const keys = { pattern: "x" };
    expect(
      withLevels(rules, { "key-pattern": keys, "keep-extension": { bareKeys: true }, "no-chains": "disabled" }),
    ).toEqual({
      "key-pattern": { enforcementLevel: "mandatory", ...keys },
      "keep-extension": { enforcementLevel: "advisory", bareKeys: true },
      "no-chains": "disabled",
    });
    expect(
      withLevels(rules, { all: "remediate", "key-pattern": keys, "acl-limit": { enforcementLevel: "advisory" } }),
    ).toEqual({
      all: "remediate",
      "key-pattern": { enforcementLevel: "remediate", ...keys },
      "acl-limit": { enforcementLevel: "advisory" },
    });
  });
});

describe("every policy", () => {
  test.each(linkPolicies.map((policy) => [policy.name, policy] as const))(
    "%s has a schema of what it takes",
    (_, policy) => {
      expect(policy.description).toMatch(/^[A-Z].*\.$/);
      for (const schema of Object.values(policy.configSchema.properties)) expect(schema.description).toMatch(/\.$/);
      // Reserved by Pulumi.
      expect(policy.configSchema.properties).not.toHaveProperty("enforcementLevel");
    },
  );
});
