import { AT_ONCE, type Chooser, NO_PUT } from "./chooser";
import { declared, flip, foreign, LAST, spot, UNDECLARE, UNREAD, up } from "./layout-steps";
import type { Layout, Options } from "./program";
import { type Disturbance, type Edit, type Foreign, QUIET, type Step } from "./steps";

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
  "layout imported": imported,
  "layout undone": undone,
  "layout taken over": takenOver,
};

/** All links move at once, and something comes in between. */
function flipped(choose: Chooser): Step[] {
  const { dice } = choose;
  const disturbance = dice.pick([undefined, undefined, LOST, { ...NO_PUT, skip: 1 }]);
  const kill = dice.chance(0.3) ? ({ when: "after request", at: dice.below(3) } as const) : undefined;
  const layout = choose.layouts.fresh();
  const at = spot(layout, dice.pick(Object.keys(layout.links)));
  return [
    declared(layout),
    ...(dice.chance(0.3) ? [foreign({ kind: "delete", at })] : []),
    flip("r/2/", { ...UNREAD, refresh: dice.chance(0.4), disturbance, kill, restart: dice.chance(0.3) }),
    dice.chance(0.4)
      ? { by: "user", action: DROP, run: UNREAD }
      : flip(dice.pick(["r/1/", "r/2/", "t/"]), { ...UNREAD, refresh: dice.chance(0.4) }),
  ];
}

/** Something is there already that one of the links meets, and a user who insists or does not. */
function inTheWay(choose: Chooser): Step[] {
  const { dice } = choose;
  const layout = { ...choose.layouts.fresh(), metadata: undefined };
  const [name = "", target = ""] = dice.pick(Object.entries(layout.links));
  const at = spot(layout, name);
  const theirs = dice.chance(0.5) ? `r/1/${target}` : "t/0";
  const kind = dice.pick(["put object", "put link"] as const);
  const onConflict = choose.wayPast(kind);
  const facets = dice.chance(0.3);
  return [
    { by: "somebody else", action: kind === "put object" ? { kind, at } : { kind, at, target: theirs, facets } },
    ...(dice.chance(0.3) ? [foreign({ kind: "set acl", at, acl: "private" })] : []),
    declared({ ...layout, onConflict }, { preview: dice.chance(0.5), revert: dice.chance(0.5) }),
    flip("r/2/", { ...UNREAD, refresh: dice.chance(0.5) }),
  ];
}

const FLIP: Edit = { ...LAST, kind: "flip", targetPrefix: "r/2/" };
const DROP: Edit = { ...LAST, kind: "change entries", set: {}, drop: [0, 1, 2, 3, 4] };

/** What has most to do with each: whatever is gone cannot be moved, and what is another's cannot be removed. */
const AFTER: Readonly<Record<string, readonly Edit[]>> = {
  "put object": [FLIP, DROP, UNDECLARE, UNDECLARE, UNDECLARE, UNDECLARE],
  "put link": [FLIP, DROP, DROP, DROP, UNDECLARE],
  "put identical link": [FLIP, DROP, DROP, DROP, UNDECLARE],
  delete: [FLIP, FLIP, FLIP, FLIP, DROP, UNDECLARE, UNDECLARE],
};

/** Somebody writes to one of the links, and the stack goes on without having read that, or after it. */
function meddledWith(choose: Chooser): Step[] {
  const { dice } = choose;
  const layout = choose.layouts.fresh();
  const at = spot(layout, dice.pick(Object.keys(layout.links)));
  const kind = dice.pick(["put object", "put link", "put link", "put identical link", "delete", "delete"] as const);
  const theirs: Foreign = kind === "put link" ? { kind, at, target: "t/9", facets: dice.chance(0.3) } : { kind, at };
  const kill = dice.chance(0.15) ? AT_ONCE : undefined;
  const run = { ...UNREAD, refresh: dice.chance(0.25), pendingFirst: dice.chance(0.2), kill };
  const command = { ...LAST, kind: dice.pick(["destroy", "replace", "up"] as const) };
  const action = dice.chance(0.8) ? dice.pick(AFTER[kind] ?? []) : command;
  return [
    declared({ ...layout, onConflict: dice.pick([undefined, undefined, "overwrite"] as const) }),
    foreign(theirs),
    { by: "user", action, run },
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
  return [declared(layout), { by: "user", action: dice.pick([drop, UNDECLARE]), run }];
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
          action: dice.pick([drop, UNDECLARE]),
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

/** Links of somebody else are taken over by import, and moved. */
function imported(choose: Chooser): Step[] {
  const { bucket, prefix } = choose.layouts.fresh();
  const links = choose.layouts.links(prefix, 2);
  const theirs = Object.entries(links).map(([name, target]) =>
    foreign({ kind: "put link", at: spot({ bucket, prefix, links }, name), target: `t/${target}`, facets: false }),
  );
  return [
    ...theirs,
    { by: "user", action: { ...LAST, kind: "import layout", bucket, prefix }, run: UNREAD },
    flip("r/2/", { ...UNREAD, refresh: choose.dice.chance(0.5) }),
  ];
}

/** The plugin is killed, or requests fail, when a layout is to be made, moved or removed. */
function undone(choose: Chooser): Step[] {
  const { dice } = choose;
  const layout = choose.layouts.fresh();
  const run = dice.chance(0.7) ? { kill: { ...AT_ONCE, at: dice.below(2) } } : { disturbance: NO_PUT };
  switch (dice.pick(["made", "moved", "removed"] as const)) {
    case "made":
      return [declared(layout, run)];
    case "moved":
      return [
        declared(layout),
        flip("r/2/", { ...UNREAD, kill: { when: "after request", at: 0 } }),
        { by: "user", action: DROP, run: UNREAD },
      ];
    case "removed":
      return [declared(layout), { by: "user", action: UNDECLARE, run: { ...UNREAD, ...run } }];
  }
}

/** The other stack takes all links over, which their first one then moves, drops or gives up. */
function takenOver(choose: Chooser): Step[] {
  const layout = choose.layouts.fresh();
  const theirs: Layout = { ...layout, targetPrefix: "r/3/", onConflict: "adopt" };
  const action: Edit = { ...LAST, stack: "b", kind: "declare layout", layout: theirs, options: {}, takes: true };
  return [
    declared(layout),
    { by: "user", action, run: { ...UNREAD, revert: true } },
    { by: "user", action: choose.dice.pick([FLIP, FLIP, DROP, UNDECLARE, UNDECLARE]), run: UNREAD },
  ];
}
