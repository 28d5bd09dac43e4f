import { settingsFor } from "./configuration";
import { asLinkResource, describe, type LinkResource, linksOf, nameOf } from "./links";
import { isUnknownValue, type ResourceArgs, type ResourcePolicy } from "./pulumi";
import { isInScope, type LinkRule, type ResourceRule, type Rule, type Scope } from "./rule";
import { schemaOf } from "./settings";

/** A layout of many links may break a rule in each of them. */
const MOST_NAMED = 20;

interface Judgement {
  readonly complaints: readonly string[];
  /** What a preview could not know yet, if that kept anything from being judged. */
  readonly unknown?: unknown;
}

export function linkPolicy<S extends Scope>(rule: LinkRule<S>): ResourcePolicy {
  return policyOf<S>(rule, (resource, settings) => judgeLinks(rule, resource, settings));
}

export function resourcePolicy<S extends Scope>(rule: ResourceRule<S>): ResourcePolicy {
  const policy = policyOf<S>(rule, (resource, settings) => {
    const complaint = hasLinkInScope(resource, settings) ? rule.judgeResource(resource, settings) : undefined;
    return { complaints: complaint === undefined ? [] : [`${nameOf(resource)}: ${complaint}`] };
  });
  const { remedy } = rule;
  if (remedy === undefined) return policy;
  const remediateResource = (args: ResourceArgs) => {
    const resource = linkResourceOf(args);
    const settings = settingsFor<S>(rule, args);
    return hasLinkInScope(resource, settings) && remedy(resource, settings) ? args.props : undefined;
  };
  return { ...policy, remediateResource };
}

function policyOf<S>(rule: Rule, judge: (resource: LinkResource, settings: S) => Judgement): ResourcePolicy {
  return {
    name: rule.name,
    description: rule.description,
    enforcementLevel: rule.level,
    configSchema: schemaOf(rule.settings),
    validateResource: (args, report) => {
      const { complaints, unknown } = judge(linkResourceOf(args), settingsFor<S>(rule, args));
      if (complaints.length > 0) report(listed(complaints));
      // Pulumi turns it into a notice that the policy could not run in the preview.
      if (unknown !== undefined) throw unknown;
    },
  };
}

function linkResourceOf(args: ResourceArgs): LinkResource {
  return asLinkResource(args) ?? args.notApplicable("not a link");
}

/** What is not known yet keeps its own link from being judged, and no other. */
function judgeLinks<S extends Scope>(rule: LinkRule<S>, resource: LinkResource, settings: S): Judgement {
  const complaints: string[] = [];
  let unknown: unknown;
  for (const link of linksOf(resource)) {
    try {
      const complaint = isInScope(link, settings) ? rule.judgeLink(link, settings) : undefined;
      if (complaint !== undefined) complaints.push(`${describe(link)}: ${complaint}`);
    } catch (error) {
      if (!isUnknownValue(error)) throw error;
      unknown ??= error;
    }
  }
  return { complaints, unknown };
}

/** Throws if no link is in scope for certain, and one may turn out to be. */
function hasLinkInScope(resource: LinkResource, scope: Scope): boolean {
  if (scope.buckets === undefined && scope.prefixes === undefined) return true;
  let unknown: unknown;
  const found = linksOf(resource).some((link) => {
    try {
      return isInScope(link, scope);
    } catch (error) {
      if (!isUnknownValue(error)) throw error;
      unknown ??= error;
      return false;
    }
  });
  if (!found && unknown !== undefined) throw unknown;
  return found;
}

function listed(complaints: readonly string[]): string {
  const more = complaints.length - MOST_NAMED;
  const named = complaints.slice(0, MOST_NAMED);
  return [...named, ...(more > 0 ? [`and ${more} more like these`] : [])].join("\n");
}
