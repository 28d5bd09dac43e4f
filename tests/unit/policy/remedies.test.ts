import { aclLimit, linkPolicies, requiredMetadata, requireEnforce } from "../../../policy";
import type { ResourcePolicy } from "../../../policy/pulumi";
import { argsOf, DYNAMIC_SYMLINK, type GivenResource, judged, layout, link, UNKNOWN } from "./given-policy";

/** The properties as the policy leaves them; undefined if it has nothing to put right. */
function remedied(policy: ResourcePolicy, resource: GivenResource, config: object = {}): object | undefined {
  // A structured clone is of another realm in jest, and would not be watched for unknown values.
  const copy: GivenResource = JSON.parse(JSON.stringify(resource));
  const answer = policy.remediateResource?.(argsOf(copy, config));
  return answer === undefined ? undefined : copy.props;
}

test("every remedy leaves nothing to complain of", () => {
  const cases: [ResourcePolicy, GivenResource, object][] = [
    [requireEnforce, link({}), { required: true }],
    [requireEnforce, layout({ enforce: false }), { required: true }],
    [aclLimit, link({ acl: "public-read-write" }), { widest: "private" }],
    [aclLimit, link({}), { widest: "private", bucketDefault: false }],
    [requiredMetadata, link({}), { names: ["Owner"], defaults: { owner: "platform" } }],
    [requiredMetadata, layout({ metadata: { OWNER: "" } }), { names: ["owner"], defaults: { Owner: "platform" } }],
  ];
  for (const [policy, resource, config] of cases) {
    expect(judged(policy, resource, config).said).toHaveLength(1);
    const props = remedied(policy, resource, config);
    expect(props).toBeDefined();
    const better = { ...resource, props: props as GivenResource["props"] };
    expect(judged(policy, better, config).said).toEqual([]);
    expect(remedied(policy, better, config)).toBeUndefined();
  }
  const remediable = linkPolicies.filter((policy) => "remediateResource" in policy).map(({ name }) => name);
  expect(remediable.sort()).toEqual([...new Set(cases.map(([{ name }]) => name))].sort());
});

test("a remedy adds what is missing and leaves everything else", () => {
  const resource = link({ metadata: { OWNER: "", build: "7" }, acl: "private", tags: { a: "b" } });
  const config = { names: ["owner", "team"], defaults: { owner: "platform", unused: "x" } };
  expect(remedied(requiredMetadata, resource, config)).toEqual({
    ...resource.props,
    metadata: { OWNER: "platform", build: "7" },
  });
});

test("nothing is put right where no value is given, where the host cannot, or out of scope", () => {
  expect(remedied(requiredMetadata, link({}), { names: ["owner"] })).toBeUndefined();
  const required = { required: true };
  expect(remedied(requireEnforce, { ...link({}), type: DYNAMIC_SYMLINK }, required)).toBeUndefined();
  expect(remedied(requireEnforce, link({}), { ...required, buckets: ["others"] })).toBeUndefined();
  expect(remedied(requireEnforce, link({}), { required: false })).toBeUndefined();
});

test("a property that is not known yet is not put right", () => {
  expect(() => remedied(aclLimit, link({ acl: UNKNOWN }))).toThrow("can't be known during preview");
});
