import type { LinkResource } from "../links";
import { type ResourceRule, SCOPE, type Scope } from "../rule";

interface Settings extends Scope {
  readonly required: boolean;
}

export const requireEnforceRule: ResourceRule<Settings> = {
  name: "require-enforce",
  description: "A link is read and put right before every preview and update: enforce is true.",
  level: "mandatory",
  settings: { required: { type: "flag", doc: "Whether enforce must be true." }, ...SCOPE },
  needs: "required",
  judgeResource: (resource, { required }) => {
    if (!required || isEnforced(resource)) return undefined;
    if (resource.host === "dynamic") return "the dynamic provider cannot enforce; move to the plugin, which can";
    return "it is not enforced; set enforce: true on the resource, or as an option of the provider";
  },
  remedy: (resource, { required }) => {
    if (!required || isEnforced(resource) || resource.host === "dynamic") return false;
    resource.props.enforce = true;
    return true;
  },
};

function isEnforced({ props }: LinkResource): boolean {
  return props.enforce === true;
}
