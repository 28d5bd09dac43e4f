import { type ResourceRule, SCOPE, type Scope } from "../rule";

export const protectedPrefixesRule: ResourceRule<Scope> = {
  name: "protected-prefixes",
  description: "Links below some prefixes have the resource option protect.",
  level: "mandatory",
  settings: SCOPE,
  needs: "prefixes",
  judgeResource: ({ opts }) =>
    opts.protect ? undefined : "it is not protected from being deleted; set the resource option protect",
};
