/** Rules for links, as policies for `@pulumi/policy`. Nothing here loads that package but `startLinkPack`. */
export { startLinkPack } from "./pack";
export type { LinkPackConfig } from "./pack-config";
export {
  aclLimit,
  keepExtension,
  keyPattern,
  linkPolicies,
  noChains,
  noDuplicates,
  protectedPrefixes,
  requiredMetadata,
  requireEnforce,
  samePrefix,
  targetPattern,
} from "./policies";
