import { AT_ONCE, type Chooser, FORBIDDEN, NO_DELETE, NO_PUT } from "./chooser";
import { LAST, UNDECLARE, UNREAD } from "./layout-steps";
import { declared, retarget } from "./link-steps";
import type { Link } from "./program";
import { type Edit, QUIET, type Step } from "./steps";

/** What comes between a link and what its stack wants of it. */
export const SETBACK_SCENES = {
  gone,
  "taken over": takenOver,
  "handled otherwise": handledOtherwise,
  undone,
  "moved in part": movedInPart,
  "rolled back": rolledBack,
};

/** Somebody has deleted a link, or put something in its place, when it is to be changed or to go. */
function gone(choose: Chooser): Step[] {
  const { dice } = choose;
  const link = choose.linkAt(choose.room());
  const at = { ...link, named: -1 };
  const goes = dice.chance(0.6);
  const kind = dice.pick(
    goes ? (["delete", "delete", "put object", "put object", "put link"] as const) : (["delete"] as const),
  );
  return [
    declared([{ ...link, target: "t/1" }]),
    { by: "somebody else", action: kind === "put link" ? { kind, at, target: "t/0", facets: false } : { kind, at } },
    { by: "user", action: goes ? UNDECLARE : retarget("t/2"), run: UNREAD },
  ];
}

/** The other stack takes a link over, which its first one then changes or gives up. */
function takenOver(choose: Chooser): Step[] {
  const link: Link = { ...choose.linkAt(choose.room()), target: "t/1", enforce: undefined };
  const theirs: Link = { ...link, target: "t/2", onConflict: "adopt" };
  return [
    declared([link]),
    {
      by: "user",
      action: { ...LAST, stack: "b", kind: "declare", links: [theirs], options: {} },
      run: { ...UNREAD, revert: true },
    },
    { by: "user", action: choose.dice.chance(0.6) ? UNDECLARE : retarget("t/0"), run: UNREAD },
  ];
}

/** What is declared of a link changes, and nothing of it concerns the link. */
function handledOtherwise(choose: Chooser): Step[] {
  const link = choose.linkAt(choose.room());
  const [facet, change] = choose.dice.pick([
    ["enforce", { enforce: link.enforce !== true }],
    ["enforce", { enforce: link.enforce !== true }],
    ["onConflict", { onConflict: "adopt" }],
    ["purgeOnDelete", { purgeOnDelete: true }],
  ] as const);
  return [declared([link]), { by: "user", action: { ...LAST, kind: "change", facet, change }, run: UNREAD }];
}

/** A link gets another key, and its old one cannot be deleted; the next deployment reads what is left of it, too. */
function movedInPart(choose: Chooser): Step[] {
  const { dice } = choose;
  const place = choose.room();
  const link: Link = { ...choose.linkAt(place), target: "t/1" };
  const run = dice.pick([{ disturbance: NO_DELETE }, { kill: { when: "after call", at: 0 } as const }]);
  return [
    declared([link]),
    { by: "user", action: { ...LAST, kind: "rekey", place: choose.room([place.bucket]) }, run: { ...UNREAD, ...run } },
    { by: "user", action: { ...LAST, kind: "up" }, run: { ...QUIET, refresh: dice.chance(0.8) } },
  ];
}

/** Somebody else's link is recorded and taken over into the program, and then its version is deleted. */
function rolledBack(choose: Chooser): Step[] {
  const place = choose.room(["enabled"]);
  const link: Link = { ...choose.linkAt(place), target: "t/1" };
  const at = { ...place, named: -1 };
  return [
    declared([link]),
    { by: "somebody else", action: { kind: "put link", at, target: "t/2", facets: false } },
    { by: "user", action: { ...LAST, kind: "refresh" }, run: QUIET },
    { by: "somebody else", action: { kind: "delete version", at, which: 1 } },
    { by: "user", action: retarget("t/2"), run: QUIET },
  ];
}

/** Requests fail for as long as the plugin tries, or it is killed before the first one. */
function undone(choose: Chooser): Step[] {
  const { dice } = choose;
  const link: Link = { ...choose.linkAt(choose.room()), target: "t/1" };
  const run = dice.pick([
    { disturbance: NO_PUT },
    { disturbance: FORBIDDEN },
    { disturbance: FORBIDDEN },
    { kill: AT_ONCE },
    { kill: AT_ONCE },
  ]);
  const then = (action: Edit): Step[] => [declared([link]), { by: "user", action, run: { ...UNREAD, ...run } }];
  switch (dice.pick(["made", "changed", "changed", "removed"] as const)) {
    case "made":
      return [declared([link], run)];
    case "changed":
      return then(retarget("t/2"));
    case "removed":
      return then(UNDECLARE);
  }
}
