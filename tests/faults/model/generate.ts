import { AT_ONCE, Chooser, NO_DELETE, NO_LOOK, NO_PUT } from "./chooser";
import { Dice } from "./dice";
import { BUCKET_KINDS, type BucketKind } from "./program";
import { SCENES, type SceneName } from "./scenes";
import type { History, Step } from "./steps";

/** How often each scene is played by chance, relative to the others. */
const WEIGHTS = {
  meddling: 220,
  "in the way": 190,
  switched: 150,
  moved: 60,
  ignored: 60,
  gone: 460,
  "taken over": 170,
  "handled otherwise": 130,
  undone: 480,
  "moved in part": 60,
  replaced: 60,
  purged: 80,
  "imported anew": 100,
  "null beneath": 60,
  "at once": 70,
  "after a while": 70,
  elsewhere: 80,
  "acl alone": 80,
  flipped: 120,
  "layout in the way": 350,
  "layout meddled with": 560,
  strays: 180,
  "strays of others": 60,
  "link to layout": 50,
  "layout to link": 60,
  "layout moved": 50,
  "batch lost": 90,
  "null beneath layout": 50,
  "layouts at once": 45,
  "layout after a while": 40,
  "facets dropped": 40,
  "layout elsewhere": 40,
  "layout refused": 30,
  "layout imported": 80,
  "layout undone": 200,
  "layout taken over": 100,
} satisfies Partial<Record<SceneName, number>>;

/**
 * The history of a seed. Every step makes sense whatever came before it, so that steps can be left out.
 * @param scene what it shall mostly be about.
 */
export function historyOf(seed: number, scene?: SceneName): History {
  const dice = new Dice(seed);
  // Most of a history happens in one bucket, or the foreign writer would seldom meet anybody.
  const hot = BUCKET_KINDS[seed % 3] as BucketKind;
  const shared = dice.chance(scene === "at once" || scene === "layouts at once" ? 1 : 0.4);
  // 10 to 40, long ones more often.
  const length = 40 - Math.floor(31 * dice.next() ** 2);
  const steps: Step[] = [];
  while (steps.length < length) steps.push(...stepsOf(new Chooser(dice, hot), scene));
  return { seed, shared, steps: steps.slice(0, length) };
}

function stepsOf(choose: Chooser, scene: SceneName | undefined): Step[] {
  const { dice } = choose;
  if (scene !== undefined && dice.chance(0.6)) return SCENES[scene](choose);
  if (dice.chance(0.42)) return SCENES[dice.weighted(WEIGHTS)](choose);
  if (dice.chance(0.3)) return [{ by: "somebody else", action: choose.foreign() }];
  return [userStep(choose)];
}

function userStep(choose: Chooser): Step {
  const { dice } = choose;
  const action = dice.chance(0.55) ? choose.edit() : choose.command();
  const run = choose.run();
  // What only shows when things come together would come together too seldom.
  if (action.kind === "rename" || action.kind === "swap") {
    return { by: "user", action, run: { ...run, refresh: dice.chance(0.5) } };
  }
  if (action.kind === "change" && dice.chance(0.5)) {
    return { by: "user", action, run: { ...run, disturbance: NO_PUT } };
  }
  if (action.kind === "undeclare" || action.kind === "destroy") {
    if (dice.chance(0.4)) return { by: "user", action, run: { ...run, kill: AT_ONCE } };
    if (dice.chance(0.5)) return { by: "user", action, run: { ...run, disturbance: NO_DELETE } };
  }
  if (action.kind === "declare" && dice.chance(0.3)) {
    return { by: "user", action, run: { ...run, disturbance: NO_PUT } };
  }
  if (action.kind === "refresh" && dice.chance(0.4)) {
    return { by: "user", action, run: { ...run, disturbance: NO_LOOK } };
  }
  if (action.kind === "declare" && action.links.length > 1 && dice.chance(0.4)) {
    return { by: "user", action, run: { ...run, race: "versioning" } };
  }
  return { by: "user", action, run };
}
