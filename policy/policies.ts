import type { ResourcePolicy, StackPolicy } from "./pulumi";
import { linkPolicy, resourcePolicy } from "./resource-policy";
import type { Rule } from "./rule";
import { aclLimitRule } from "./rules/acl-limit";
import { keepExtensionRule } from "./rules/keep-extension";
import { keyPatternRule } from "./rules/key-pattern";
import { noChainsRule } from "./rules/no-chains";
import { noDuplicatesRule } from "./rules/no-duplicates";
import { protectedPrefixesRule } from "./rules/protected-prefixes";
import { requireEnforceRule } from "./rules/require-enforce";
import { requiredMetadataRule } from "./rules/required-metadata";
import { samePrefixRule } from "./rules/same-prefix";
import { targetPatternRule } from "./rules/target-pattern";
import { stackPolicy } from "./stack-policy";

export const keyPattern: ResourcePolicy = linkPolicy(keyPatternRule);
export const targetPattern: ResourcePolicy = linkPolicy(targetPatternRule);
export const samePrefix: ResourcePolicy = linkPolicy(samePrefixRule);
export const keepExtension: ResourcePolicy = linkPolicy(keepExtensionRule);
export const requiredMetadata: ResourcePolicy = resourcePolicy(requiredMetadataRule);
export const protectedPrefixes: ResourcePolicy = resourcePolicy(protectedPrefixesRule);
export const aclLimit: ResourcePolicy = resourcePolicy(aclLimitRule);
export const requireEnforce: ResourcePolicy = resourcePolicy(requireEnforceRule);
export const noChains: StackPolicy = stackPolicy(noChainsRule);
export const noDuplicates: StackPolicy = stackPolicy(noDuplicatesRule);

/** All of them, for a policy pack: those that need a setting stay out until they are given it. */
export const linkPolicies: (ResourcePolicy | StackPolicy)[] = [
  keyPattern,
  targetPattern,
  samePrefix,
  keepExtension,
  requiredMetadata,
  protectedPrefixes,
  aclLimit,
  requireEnforce,
  noChains,
  noDuplicates,
];

export const rules: readonly Rule[] = [
  keyPatternRule,
  targetPatternRule,
  samePrefixRule,
  keepExtensionRule,
  requiredMetadataRule,
  protectedPrefixesRule,
  aclLimitRule,
  requireEnforceRule,
  noChainsRule,
  noDuplicatesRule,
];
