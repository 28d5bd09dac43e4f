import { type Chooser, NO_PUT } from "./chooser";
import { declared, flip, foreign, LAST, spot, UNREAD, up } from "./layout-steps";
import type { Layout, Options } from "./program";
import { type Disturbance, type Edit, QUIET, type Step } from "./steps";

const LOST: Disturbance = { operation: ["PutSymlink"], effect: "reset-after", skip: 1, count: 1 };

/** What a layout of fresh keys goes through that it seldom does by chance. */
export const LAYOUT_SCENES = {
  flipped,
  "layout in the way": inTheWay,
  "layout meddled with": meddledWith,
  "link to layout": linkToLayout,
  "layout to link": layoutToLink,
  "layout moved": moved,
  "batch lost": batchLost,
  "null beneath layout": nullBeneath,
  "layouts at once": atOnce,
  "layout after a while": afterAWhile,
  "facets dropped": facetsDropped,
  "layout elsewhere": elsewhere,
};

/** All links move at once, and something comes in between. */
function flipped(choose: Chooser): Step[] {
  const { dice } = choose;
  const disturbance = dice.pick([undefined, undefined, LOST, { ...NO_PUT, skip: 1 }]);
  const kill = dice.chance(0.3) ? ({ when: "after request", at: dice.below(3) } as const) : undefined;
  return [
    declared(choose.layouts.fresh()),
    flip("r/2/", { ...UNREAD, refresh: dice.chance(0.4), disturbance, kill, restart: dice.chance(0.3) }),
    flip(dice.pick(["r/1/", "r/2/", "t/"]), { ...UNREAD, refresh: dice.chance(0.4) }),
  ];
}

/** Something is there already that one of the links meets, and a user who insists or does not. */
function inTheWay(choose: Chooser): Step[] {
  const { dice } = choose;
  const layout = { ...choose.layouts.fresh(), metadata: undefined };
  const onConflict = dice.pick([undefined, undefined, "adopt", "overwrite", "overwrite"] as const);
  const [name = "", target = ""] = dice.pick(Object.entries(layout.links));
  const at = spot(layout, name);
  const theirs = dice.chance(0.5) ? `r/1/${target}` : "t/0";
  const kind = dice.pick(["put object", "put link", "put link"] as const);
  const facets = dice.chance(0.3);
  return [
    { by: "somebody else", action: kind === "put object" ? { kind, at } : { kind, at, target: theirs, facets } },
    ...(dice.chance(0.3) ? [foreign({ kind: "set acl", at, acl: "private" })] : []),
    declared({ ...layout, onConflict }, { preview: dice.chance(0.5), revert: dice.chance(0.5) }),
    flip("r/2/", { ...UNREAD, refresh: dice.chance(0.5) }),
  ];
}

/** Somebody writes to one of the links, and the stack goes on without having read that, or after it. */
function meddledWith(choose: Chooser): Step[] {
  const { dice } = choose;
  const layout = choose.layouts.fresh();
  const name = dice.pick(Object.keys(layout.links));
  const at = spot(layout, name);
  const kind = dice.pick(["put object", "put link", "put link", "put identical link", "delete", "delete"] as const);
  const kill = dice.chance(0.15) ? ({ when: "before request", at: 0 } as const) : undefined;
  const run = { ...UNREAD, refresh: dice.chance(0.3), pendingFirst: dice.chance(0.2), kill };
  const action = dice.pick<Edit | { readonly kind: "destroy" | "replace" | "up" }>([
    { ...LAST, kind: "flip", targetPrefix: "r/2/" },
    { ...LAST, kind: "flip", targetPrefix: "r/2/" },
    { ...LAST, kind: "change entries", set: {}, drop: [0, 1, 2, 3, 4] },
    { ...LAST, kind: "change entries", set: {}, drop: [0, 1, 2, 3, 4] },
    { ...LAST, kind: "change entries", set: {}, drop: [0, 1, 2, 3, 4] },
    { ...LAST, kind: "change entries", set: {}, drop: [0, 1, 2, 3, 4] },
    { ...LAST, kind: "undeclare" },
    { kind: "destroy" },
    { kind: "replace" },
    { kind: "up" },
  ]);
  return [
    declared({ ...layout, onConflict: dice.pick([undefined, undefined, "overwrite"] as const) }),
    foreign(kind === "put link" ? { kind, at, target: "t/9", facets: dice.chance(0.3) } : { kind, at }),
    { by: "user", action: { ...LAST, ...action } as Edit, run },
  ];
}

/** A link that was declared alone becomes one of a layout. */
function linkToLayout(choose: Chooser): Step[] {
  const { dice } = choose;
  const layout = choose.layouts.fresh();
  const [name = "", target = ""] = dice.pick(Object.entries(layout.links));
  const wanted = dice.chance(0.5) ? `r/1/${target}` : "t/1";
  const link = { ...spot(layout, name), target: wanted };
  return [
    {
      by: "user",
      action: {
        ...LAST,
        kind: "declare",
        links: [{ bucket: link.bucket, key: link.key, target: wanted }],
        options: {},
      },
      run: UNREAD,
    },
    {
      by: "user",
      action: { ...LAST, kind: "declare layout", layout, options: {}, takes: true },
      run: { ...choose.run(), race: undefined, refresh: dice.chance(0.7) },
    },
  ];
}

/** One of a layout's links is declared alone from now on. */
function layoutToLink(choose: Chooser): Step[] {
  const { dice } = choose;
  const layout = choose.layouts.fresh();
  const [name = ""] = Object.keys(layout.links);
  const { bucket, key } = spot(layout, name);
  return [
    declared(layout),
    {
      by: "user",
      action: { ...LAST, kind: "declare", links: [{ bucket, key, target: "t/1" }], options: {}, takes: true },
      run: { ...choose.run(), race: undefined, refresh: dice.chance(0.7) },
    },
  ];
}

/** The layout is another one from now on, with keys of the old one among its own; or has another name. */
function moved(choose: Chooser): Step[] {
  const { dice } = choose;
  const layout = choose.layouts.fresh();
  const options: Options = { deleteBeforeReplace: dice.chance(0.2) || undefined };
  const shorter = layout.prefix.slice(0, -1);
  const edit = dice.pick<Edit>([
    { ...LAST, kind: "relocate", bucket: layout.bucket, prefix: shorter },
    { ...LAST, kind: "relocate", bucket: dice.pick(["never", "enabled"] as const), prefix: layout.prefix },
  ]);
  const again: Step = {
    by: "user",
    action: { ...LAST, kind: dice.pick(["replace", "taint"] as const) },
    run: { ...choose.run(), race: undefined },
  };
  return [
    declared(layout, {}, options),
    dice.chance(0.5) ? again : { by: "user", action: edit, run: { ...choose.run(), race: undefined } },
  ];
}

/** The answer to a batch of deletes is lost, and somebody may come in between. */
function batchLost(choose: Chooser): Step[] {
  const { dice } = choose;
  const layout = choose.layouts.fresh();
  const lost: Disturbance = { operation: ["DeleteMultipleObjects"], effect: "reset-after", skip: 0, count: 1 };
  const race = dice.pick(["link after loss", "object after loss", undefined] as const);
  const run = { ...UNREAD, race, disturbance: race === undefined ? lost : undefined };
  const drop: Edit = { ...LAST, kind: "change entries", set: {}, drop: [0, 1, 2] };
  return [declared(layout), { by: "user", action: dice.pick([drop, { ...LAST, kind: "undeclare" } as const]), run }];
}

/** Versioning is suspended above versions `null` of somebody else, and links above them are to go. */
function nullBeneath(choose: Chooser): Step[] {
  const { dice } = choose;
  const layout = choose.layouts.fresh("suspended");
  const [name = ""] = Object.keys(layout.links);
  const isStray = dice.chance(0.4);
  const at = spot(layout, isStray ? "stray" : name);
  const link: Step = foreign({ kind: "put link", at, target: "t/1", facets: false });
  const drop: Edit = { ...LAST, kind: "change entries", set: {}, drop: [0, 1, 2] };
  return [
    foreign({ kind: "put object", at }),
    foreign({ kind: "enable versioning", at }),
    foreign({ kind: "delete", at }),
    declared({ ...layout, strays: isStray ? "remove" : undefined }),
    ...(isStray ? [link] : []),
    foreign({ kind: "suspend versioning", at }),
    isStray
      ? flip("r/2/", { ...UNREAD, restart: true })
      : {
          by: "user",
          action: dice.pick([drop, { ...LAST, kind: "undeclare" } as const]),
          run: { ...UNREAD, restart: true },
        },
    ...(isStray ? [up(QUIET), up(QUIET)] : []),
  ];
}

/** Two stacks, attached to one plugin, have layouts of the same keys. */
function atOnce(choose: Chooser): Step[] {
  const { dice } = choose;
  const layout = choose.layouts.fresh(dice.pick(["enabled", "suspended"] as const));
  const declares = (stack: "a" | "b", targetPrefix: string): Edit => ({
    stack,
    slot: -1,
    kind: "declare layout",
    layout: { ...layout, targetPrefix, onConflict: "adopt" },
    options: {},
    takes: true,
  });
  const drops: Edit = { ...LAST, kind: "change entries", set: {}, drop: [0, 1, 2] };
  const flips: Edit = { stack: "b", slot: -1, kind: "flip", targetPrefix: "r/3/" };
  const made: Step[] = [
    { by: "user", action: declares("b", "r/2/"), run: UNREAD },
    { by: "user", action: declares("a", "r/1/"), run: UNREAD },
  ];
  if (dice.chance(0.4)) return [{ by: "both users", actions: { a: declares("a", "r/1/"), b: declares("b", "r/2/") } }];
  return [...made, { by: "both users", actions: { a: drops, b: flips } }];
}

/** Much time passes between what an engine reads and what it does, and an object comes into a link's place. */
function afterAWhile(choose: Chooser): Step[] {
  return [
    declared(choose.layouts.fresh()),
    flip("r/2/", { ...QUIET, refresh: true, race: "object after a while", revert: true }),
  ];
}

/** What was declared of all links is not any more. */
function facetsDropped(choose: Chooser): Step[] {
  const { dice } = choose;
  const layout: Layout = { ...choose.layouts.fresh(), acl: "public-read", tags: { team: "x" } };
  const facet = dice.pick(["acl", "tags"] as const);
  const run = { ...UNREAD, disturbance: dice.chance(0.3) ? { ...NO_PUT, skip: 1 } : undefined };
  return [
    declared(layout),
    { by: "user", action: { ...LAST, kind: "change layout", facet, change: { [facet]: undefined } }, run },
    up(QUIET),
  ];
}

/** The stack meets an endpoint that does not know its links. */
function elsewhere(choose: Chooser): Step[] {
  const kind = choose.dice.pick(["refresh", "destroy"] as const);
  return [
    declared(choose.layouts.fresh()),
    { by: "user", action: { ...LAST, kind }, run: { ...UNREAD, elsewhere: true } },
  ];
}
