import { type ResourceRule, SCOPE, type Scope } from "../rule";

export const requireEnforceRule: ResourceRule<Scope> = {
  name: "require-enforce",
  description: "A link is read and put right before every preview and update: enforce is true.",
  level: "disabled",
  settings: SCOPE,
  judgeResource: ({ props, host }) => {
    if (host === "dynamic") return "the dynamic provider cannot enforce; move to the plugin, which can";
    if (props.enforce === true) return undefined;
    return "it is not enforced; set enforce: true on the resource, or as an option of the provider";
  },
  remedy: ({ props, host }) => {
    if (host === "dynamic" || props.enforce === true) return false;
    props.enforce = true;
    return true;
  },
};
