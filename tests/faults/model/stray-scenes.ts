import type { Chooser } from "./chooser";
import { declared, flip, foreign, LAST, spot, UNREAD, up } from "./layout-steps";
import type { Layout } from "./program";
import { type Edit, QUIET, type Step } from "./steps";

/** What layouts that look for strays seldom go through by chance. */
export const STRAY_SCENES = {
  strays,
  "strays of others": straysOfOthers,
  "layout refused": refused,
};

/** Links that nobody declares are under the prefix, and change, or do not, before they go. */
function strays(choose: Chooser): Step[] {
  const { dice } = choose;
  const layout: Layout = { ...choose.layouts.fresh(), strays: dice.pick(["report", "remove", "remove"] as const) };
  const stray = (name: string): Step =>
    foreign({ kind: "put link", at: spot(layout, name), target: "t/1", facets: false });
  const object: Step = foreign({ kind: "put object", at: spot(layout, "thing") });
  const race = dice.chance(0.7) ? ("stray" as const) : undefined;
  const seen: Step = dice.chance(0.5) ? up(QUIET) : { by: "user", action: { ...LAST, kind: "refresh" }, run: UNREAD };
  const late = dice.chance(0.4);
  const looks: Edit = { ...LAST, kind: "change layout", facet: "strays", change: { strays: layout.strays } };
  return [
    ...(dice.chance(0.3) ? [stray("old")] : []),
    declared(late ? { ...layout, strays: undefined } : layout),
    stray("stray"),
    ...(dice.chance(0.5) ? [object] : []),
    ...(late ? [{ by: "user", action: looks, run: UNREAD } as const] : []),
    ...(dice.chance(0.75) ? [seen] : []),
    flip("r/2/", { ...UNREAD, refresh: dice.chance(0.5), race, preview: dice.chance(0.2) }),
    up({ ...QUIET, refresh: dice.chance(0.7) }),
  ];
}

/** What a layout would take for strays is a link of another resource of the stack, and then of none. */
function straysOfOthers(choose: Chooser): Step[] {
  const { dice } = choose;
  const layout: Layout = { ...choose.layouts.fresh(), strays: dice.pick(["report", "report", undefined] as const) };
  const link = { bucket: layout.bucket, key: `${layout.prefix}single`, target: "t/1" };
  const single: Step = {
    by: "user",
    action: { ...LAST, kind: "declare", links: [link], options: {} },
    run: UNREAD,
  };
  const place = { bucket: layout.bucket, key: `elsewhere ${dice.below(1000)}` };
  const leaves: Step = dice.chance(0.5)
    ? {
        by: "user",
        action: { ...LAST, kind: "rekey", place },
        run: { ...UNREAD, kill: { when: "before request", at: 0 } },
      }
    : { by: "user", action: { ...LAST, kind: "change", facet: "target", change: { target: "t/2" } }, run: UNREAD };
  const removes: Step = {
    by: "user",
    action: { ...LAST, kind: "change layout", facet: "strays", change: { strays: "remove" } },
    run: { ...UNREAD, refresh: dice.chance(0.6), restart: dice.chance(0.3) },
  };
  const gone: Step = {
    by: "user",
    action: dice.pick([
      { ...LAST, kind: "undeclare" },
      { ...LAST, kind: "rekey", place },
    ] as const),
    run: { ...UNREAD, refresh: dice.chance(0.5), revert: true },
  };
  const both = [declared(layout), single];
  return [
    ...(dice.chance(0.5) ? both : both.reverse()),
    ...(dice.chance(0.5) ? [leaves] : []),
    flip("r/2/", { ...UNREAD, refresh: dice.chance(0.6) }),
    removes,
    gone,
    flip("r/1/", { ...UNREAD, refresh: dice.chance(0.6), restart: dice.chance(0.3) }),
    up(QUIET),
  ];
}

/** Whoever removes strays everywhere, or where another layout is, would remove too much. */
function refused(choose: Chooser): Step[] {
  const { dice } = choose;
  const layout = choose.layouts.fresh();
  const strays = dice.pick(["report", "remove"] as const);
  const beneath: Layout = { ...choose.layouts.fresh(), bucket: layout.bucket, prefix: `${layout.prefix}sub/` };
  const overlapping = dice.chance(0.5)
    ? [declared({ ...layout, strays }), declared(beneath)]
    : [declared({ ...beneath, strays }), declared(layout)];
  if (dice.chance(0.5)) return overlapping;
  if (dice.chance(0.5)) return [declared({ ...layout, prefix: "", strays: "remove" })];
  return declaredTwice(layout, dice.pick(Object.keys(layout.links)));
}

/** A layout is to move where one of its links would be another resource's. */
function declaredTwice(layout: Layout, name: string): Step[] {
  const { bucket, prefix } = layout;
  const link = { bucket, key: prefix + name, target: "t/1" };
  const move: Edit = { ...LAST, kind: "relocate", bucket, prefix };
  return [
    { by: "user", action: { ...LAST, kind: "declare", links: [link], options: {}, takes: true }, run: UNREAD },
    declared({ ...layout, prefix: `${prefix}aside/` }),
    { by: "user", action: move, run: { ...UNREAD, revert: true } },
  ];
}
