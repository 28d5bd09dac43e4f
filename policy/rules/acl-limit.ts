import { type ResourceRule, SCOPE, type Scope } from "../rule";

interface Settings extends Scope {
  readonly widest: string;
  readonly bucketDefault: boolean;
}

/** From narrow to wide. */
const ACLS = ["private", "public-read", "public-read-write"];

export const aclLimitRule: ResourceRule<Settings> = {
  name: "acl-limit",
  description: "The ACL of a link is no wider than allowed.",
  level: "mandatory",
  settings: {
    widest: { type: "choice", values: ACLS, default: "public-read", doc: "The widest ACL that is allowed." },
    bucketDefault: { type: "flag", default: true, doc: "Allow links without an ACL of their own: as the bucket says." },
    ...SCOPE,
  },
  judgeResource: ({ props }, settings) => {
    const { widest } = settings;
    const acl = props.acl ?? "default";
    if (isAllowed(acl, settings)) return undefined;
    if (acl === "default") return `the ACL is left to the bucket; declare acl, ${widest} at the most`;
    return `the ACL ${acl} is wider than ${widest}; make it that or narrower`;
  },
  remedy: ({ props }, settings) => {
    if (isAllowed(props.acl ?? "default", settings)) return false;
    props.acl = settings.widest;
    return true;
  },
};

function isAllowed(acl: string, { widest, bucketDefault }: Settings): boolean {
  return acl === "default" ? bucketDefault : ACLS.indexOf(acl) <= ACLS.indexOf(widest);
}
