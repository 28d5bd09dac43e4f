import { whenConfigured } from "./named-in-file";
import { checkNames, checkPackConfig, type LinkPackConfig, withLevels } from "./pack-config";
import { linkPolicies, rules } from "./policies";

/**
 * A whole policy pack in one line: serves `linkPolicies` to the engine under this name, configured like this. A file
 * given to `pulumi up --policy-pack-config` goes before what is said here.
 */
export function startLinkPack(name: string, config: LinkPackConfig = {}): void {
  checkPackConfig(rules, config);
  const file = policyPackage();
  const { PolicyPack } = require(file) as typeof import("@pulumi/policy");
  whenConfigured(file, (names) => checkNames(rules, names));
  const description = "How symbolic links in OSS are to be.";
  new PolicyPack(name, { policies: linkPolicies, description }, withLevels(rules, config));
}

/** The copy that stands beside the pack, else the one beside this package. */
function policyPackage(): string {
  try {
    return require.resolve("@pulumi/policy", { paths: [process.cwd(), __dirname] });
  } catch {
    throw new Error(
      `a policy pack needs the npm package @pulumi/policy, and it is not installed: run npm install @pulumi/policy in ${process.cwd()}`,
    );
  }
}
