import { settingsFor } from "./configuration";
import { addressOf, asLinkResource, describe, type Link, linksOf } from "./links";
import { isUnknownValue, type Resource, type StackPolicy } from "./pulumi";
import type { NamedLink, StackRule } from "./rule";
import { schemaOf } from "./settings";

export function stackPolicy(rule: StackRule): StackPolicy {
  return {
    name: rule.name,
    description: rule.description,
    enforcementLevel: rule.level,
    configSchema: schemaOf(rule.settings),
    validateStack: (args, report) => {
      settingsFor(rule, args);
      const { links, unknown } = namedLinks(args.resources);
      for (const { link, message } of rule.judgeStack(links)) {
        report(`${describe(link)} ${message}`, link.resource.urn);
      }
      // Pulumi turns it into a notice that the policy could not run in the preview.
      if (unknown !== undefined) throw unknown;
    },
  };
}

interface Known {
  readonly links: readonly NamedLink[];
  readonly unknown?: unknown;
}

/** What is not known yet keeps its own link from being compared, and no other. */
function namedLinks(resources: readonly Resource[]): Known {
  const links: NamedLink[] = [];
  let unknown: unknown;
  const attempt = (work: () => void) => {
    try {
      work();
    } catch (error) {
      if (!isUnknownValue(error)) throw error;
      unknown ??= error;
    }
  };
  for (const resource of resources) {
    const declaring = asLinkResource(resource);
    if (declaring === undefined) continue;
    attempt(() => {
      for (const link of linksOf(declaring)) attempt(() => links.push(named(link)));
    });
  }
  return { links, unknown };
}

function named(link: Link): NamedLink {
  const { bucket, key, target } = link;
  return { link, address: addressOf(bucket, key), targetAddress: addressOf(bucket, target) };
}
