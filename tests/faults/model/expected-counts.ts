import type { Counter } from "./counter";
import type { BucketKind } from "./program";

/** How often each has to occur in 1,000 histories. */
const AT_LEAST = 50;

const STEPS = [
  "user: declare",
  "user: undeclare",
  "user: rekey",
  "user: rename",
  "user: swap",
  "user: claim",
  "user: options",
  "user: change target",
  "user: change metadata",
  "user: change cacheControl",
  "user: change acl",
  "user: change tags",
  "user: change onConflict",
  "user: change enforce",
  "user: change purgeOnDelete",
  "user: up",
  "user: replace",
  "user: taint",
  "user: refresh",
  "user: destroy",
  "user: settle",
  "user: import",
  "foreign: put object",
  "foreign: put link",
  "foreign: put identical link",
  "foreign: delete",
  "foreign: delete version",
  "foreign: set acl",
  "foreign: set tags",
  "foreign: switch versioning",
  "disturbance: 500",
  "disturbance: 503",
  "disturbance: 403",
  "disturbance: reset-before",
  "disturbance: reset-after",
  "disturbance: truncate",
  "kill: before request",
  "kill: after request",
  "kill: after call",
  "both users",
  "elsewhere",
  "user: import anew",
  "foreign: enable versioning",
  "foreign: suspend versioning",
  "race: object after a while",
  "race: link after",
  "race: link after loss",
  "race: object after loss",
];

const OUTCOMES = [
  "create: made",
  "create: over a foreign link",
  "create: over a link of this stack",
  "create: over an object",
  "create: refused",
  "create: killed",
  "update: over a foreign link",
  "read: link",
  "read: gone",
  "read: object in its place",
  "delete: removed",
  "delete: left a foreign link",
  "delete: left a link of this stack",
  "delete: left an object",
  "delete: purged",
  "import: ok",
  "preview: ok",
  "preview: failed",
  "preview: conflict",
  "up: ok",
  "up: ok after reading",
  "up: failed",
  "settled",
];

/** Still too seldom for the figure above. */
const RARE_AT_LEAST = 10;
const RARE = [
  "race: object",
  "update: over nothing",
  "update: nothing sent",
  "update: failed",
  "update: over a link of the other stack",
  "update: over a link of this stack",
  "read: failed",
  "delete: gone already",
  "delete: failed",
  "delete: left a link of the other stack",
  "create: over a link of the other stack",
  "create: failed",
  "race: link",
  "update of an object: failed",
];

/** Only where a bucket was not versioned first. */
const OF_NEVER = ["race: versioning"];

/** Names of steps and outcomes that occurred too seldom for a run of that size. */
export function tooSeldom(counter: Counter, runs: number, kind?: BucketKind): string[] {
  // Few histories say nothing about how often something occurs.
  if (runs < 300) return [];
  const least = (names: readonly string[], perThousand: number): string[] => {
    const enough = Math.floor((perThousand * runs) / 1000);
    return names.filter((name) => counter.of(name) < enough).map((name) => `${name}: ${counter.of(name)} of ${enough}`);
  };
  const rare = [...RARE, ...(kind === "never" ? OF_NEVER : [])];
  return [...least([...STEPS, ...OUTCOMES], AT_LEAST), ...least(rare, RARE_AT_LEAST)];
}
