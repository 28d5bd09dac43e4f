import type { Chooser } from "./chooser";
import { LAYOUT_SCENES } from "./layout-scenes";
import { LAST, UNDECLARE } from "./layout-steps";
import { declared, retarget } from "./link-steps";
import type { Link } from "./program";
import { SETBACK_SCENES } from "./setback-scenes";
import { type Edit, type Named, QUIET, type Step } from "./steps";
import { STRAY_SCENES } from "./stray-scenes";

/** What only shows when things come together that seldom do by chance: a few steps that belong to one another. */
export type SceneName = keyof typeof SCENES;

export const SCENES = {
  meddling,
  "in the way": inTheWay,
  switched,
  moved,
  ignored,
  replaced,
  purged,
  "imported anew": importedAnew,
  "null beneath": nullBeneath,
  "at once": atOnce,
  "after a while": afterAWhile,
  elsewhere,
  "acl alone": aclAlone,
  "identical afterwards": identicalAfterwards,
  ...SETBACK_SCENES,
  ...LAYOUT_SCENES,
  ...STRAY_SCENES,
};

/** Somebody meddles with a link, and its stack goes on without having read that. */
function meddling(choose: Chooser): Step[] {
  const { dice } = choose;
  const slot = dice.below(2);
  const named: Named = { stack: "a", slot };
  const facets = { target: choose.target(), metadata: { Owner: choose.text() } };
  const change: Edit = { ...named, kind: "change", facet: "target", change: facets };
  const action = dice.pick([
    change,
    change,
    change,
    { ...named, kind: "undeclare" as const },
    { ...named, kind: "destroy" as const },
    { ...named, kind: "replace" as const },
  ]);
  const run = { ...choose.run(), refresh: false };
  if (dice.chance(0.5)) {
    const claim: Edit = { stack: "b", slot, kind: "claim", target: choose.target(), adopt: true };
    const undisturbed = { ...choose.run(), disturbance: undefined, kill: undefined, revert: false };
    return [
      { by: "user", action: claim, run: undisturbed },
      { by: "user", action: dice.chance(0.4) ? { ...named, kind: "undeclare" } : action, run },
    ];
  }
  const at = { ...choose.place(), named: slot };
  const kind = dice.pick(["put object", "put object", "put link", "delete", "delete"] as const);
  const foreign = kind === "put link" ? { kind, at, target: choose.target(), facets: dice.chance(0.5) } : { kind, at };
  return [
    { by: "somebody else", action: foreign },
    { by: "user", action, run },
  ];
}

/** Versioning is switched on between two creates, and something has come where the second is to go. */
function switched(choose: Chooser): Step[] {
  const links = [choose.linkAt(choose.room(["never"])), choose.linkAt(choose.room(["never"]))];
  const lost = { operation: ["PutSymlink"], effect: "reset-after", skip: 1, count: 1 } as const;
  const disturbance = choose.dice.chance(0.2) ? lost : undefined;
  return [declared(links, { race: "versioning", disturbance })];
}

/** Renamed and changed at once, after a read. */
function moved(choose: Chooser): Step[] {
  const link = choose.linkAt(choose.room());
  const run = { ...QUIET, refresh: link.enforce !== true };
  return [
    declared([{ ...link, target: "t/1" }]),
    { by: "user", action: { ...LAST, kind: "rename", alias: false, target: "t/2" }, run },
  ];
}

/** The engine makes the same link anew, and deletes the old one last. */
function replaced(choose: Chooser): Step[] {
  const kind = choose.dice.pick(["replace", "taint"] as const);
  return [
    declared([choose.linkAt(choose.room())]),
    { by: "user", action: { ...LAST, kind }, run: { ...QUIET, refresh: false } },
  ];
}

/** A link of more than one version goes for good, with something of somebody else below it or above it. */
function purged(choose: Chooser): Step[] {
  const { dice } = choose;
  const place = choose.room(["enabled", "suspended"]);
  const at = { ...place, named: -1 };
  const link: Link = { ...choose.linkAt(place), target: "t/1", purgeOnDelete: true, onConflict: "overwrite" };
  const below: Step[] = dice.chance(0.5) ? [{ by: "somebody else", action: { kind: "put object", at } }] : [];
  const theirs = { kind: "put link", at, target: "t/0", facets: false } as const;
  const above: Step[] = dice.chance(0.4) ? [{ by: "somebody else", action: theirs }] : [];
  const run = { ...QUIET, refresh: false };
  return [
    ...below,
    declared([link]),
    { by: "user", action: retarget("t/2"), run },
    ...above,
    { by: "user", action: UNDECLARE, run },
  ];
}

/** An ignored target is flipped from outside, and something else is changed. */
function ignored(choose: Chooser): Step[] {
  const link = { ...choose.linkAt(choose.room()), enforce: undefined };
  const metadata = { Owner: "somebody else" };
  return [
    declared([{ ...link, target: "t/1" }], {}, { ignoreChanges: ["target"] }),
    { by: "somebody else", action: { kind: "put link", at: { ...link, named: -1 }, target: "t/2", facets: false } },
    {
      by: "user",
      action: { ...LAST, kind: "change", facet: "metadata", change: { metadata } },
      run: { ...QUIET, refresh: false },
    },
    {
      by: "user",
      action: { ...LAST, kind: "change", facet: "cacheControl", change: { cacheControl: "max-age=60" } },
      run: { ...QUIET, refresh: choose.dice.chance(0.5) },
    },
    { by: "user", action: { ...LAST, kind: "options", options: {} }, run: QUIET },
  ];
}

/** The same link under another name, by import: for a moment two states hold one proof. */
function importedAnew(choose: Chooser): Step[] {
  const link = choose.linkAt(choose.room(["enabled", "suspended"]));
  const purgeOnDelete = choose.dice.chance(0.5) || undefined;
  return [
    declared([{ ...link, purgeOnDelete }]),
    { by: "user", action: { ...LAST, kind: "import anew" }, run: { ...QUIET, refresh: choose.dice.chance(0.5) } },
  ];
}

/** Versioning is suspended above a version `null` of somebody else, and a link above that is to go. */
function nullBeneath(choose: Chooser): Step[] {
  const place = choose.room(["suspended"]);
  const purgeOnDelete = choose.dice.chance(0.5) || undefined;
  const at = { ...place, named: -1 };
  const foreign = (kind: "put object" | "enable versioning" | "delete" | "suspend versioning"): Step => ({
    by: "somebody else",
    action: { kind, at },
  });
  return [
    foreign("put object"),
    foreign("enable versioning"),
    foreign("delete"),
    declared([{ ...choose.linkAt(place), purgeOnDelete }]),
    foreign("suspend versioning"),
    { by: "user", action: UNDECLARE, run: { ...QUIET, refresh: false, restart: true } },
  ];
}

/** Something is there already that a new link meets, and a user who insists or does not. */
function inTheWay(choose: Chooser): Step[] {
  const { dice } = choose;
  const link = choose.linkAt(choose.room());
  const at = { ...link, named: -1 };
  const kind = dice.pick(["put object", "put link"] as const);
  const onConflict = choose.wayPast(kind);
  const target = dice.chance(0.5) ? link.target : "t/0";
  const facets = dice.chance(0.3);
  const acl: Step[] = dice.chance(0.4)
    ? [{ by: "somebody else", action: { kind: "set acl", at, acl: "private" } }]
    : [];
  return [
    { by: "somebody else", action: kind === "put object" ? { kind, at } : { kind, at, target, facets } },
    ...acl,
    declared([{ ...link, metadata: undefined, onConflict }], { preview: dice.chance(0.5) }),
  ];
}

/** Two stacks, attached to one plugin, make the same link at the same time. */
function atOnce(choose: Chooser): Step[] {
  const place = choose.room(["enabled", "suspended"]);
  const declares = (stack: "a" | "b", target: string): Edit => ({
    stack,
    slot: -1,
    kind: "declare",
    links: [{ ...choose.linkAt(place), target }],
    options: {},
  });
  return [{ by: "both users", actions: { a: declares("a", "t/1"), b: declares("b", "t/2") } }];
}

/** Much time passes between what an engine reads and what it does, and something comes into the link's place. */
function afterAWhile(choose: Chooser): Step[] {
  const link = choose.linkAt(choose.room());
  return [
    declared([link]),
    {
      by: "user",
      action: retarget(link.target === "t/1" ? "t/2" : "t/1"),
      run: { ...QUIET, refresh: true, race: "object after a while", revert: true },
    },
  ];
}

/** The stack meets an endpoint that does not know its links. */
function elsewhere(choose: Chooser): Step[] {
  const kind = choose.dice.pick(["refresh", "destroy"] as const);
  return [
    declared([choose.linkAt(choose.room())]),
    { by: "user", action: { ...LAST, kind }, run: { ...QUIET, refresh: false, elsewhere: true } },
  ];
}

/** Somebody has written the same link, and only its ACL or its tags are to be changed. */
function aclAlone(choose: Chooser): Step[] {
  const link = choose.linkAt(choose.room());
  const [facet, change] = choose.dice.pick([
    ["acl", { acl: "public-read" }],
    ["tags", { tags: { team: "z" } }],
  ] as const);
  return [
    declared([link]),
    { by: "somebody else", action: { kind: "put identical link", at: { ...link, named: -1 } } },
    { by: "user", action: { ...LAST, kind: "change", facet, change }, run: { ...QUIET, refresh: false } },
  ];
}

/** Somebody has written the same link, and that is read. */
function identicalAfterwards(choose: Chooser): Step[] {
  const link = choose.linkAt(choose.room());
  return [
    declared([link]),
    { by: "somebody else", action: { kind: "put identical link", at: { ...link, named: -1 } } },
    { by: "user", action: { ...LAST, kind: "up" }, run: QUIET },
  ];
}
