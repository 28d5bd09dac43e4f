import { isNoSuchBucket } from "../oss";
import { quoted } from "../properties/quoted";
import { CallFailure } from "../protocol/failures";
import type { Context } from "../resource";
import type { TargetCheck } from "../symlink/handling";
import { flawOf } from "../symlink/target-check";
import { ARCHIVES } from "../targets/look-at-target";
import { atOnce } from "./at-once";
import { type LayoutDeclaration, targetOf } from "./declaration";
import { MOST_NAMED } from "./failures";
import { byKey } from "./key-order";
import { survey } from "./survey";

/** What is wrong with targets, by the names of the links that point there. */
type Flaws = readonly string[];

/** Says what is wrong with targets. @param remark what may still put it right. */
export async function warnOfTargets(
  layout: LayoutDeclaration,
  names: readonly string[],
  remark: string,
  context: Context,
): Promise<void> {
  const flaws = await flawsOf(layout, names, context);
  if (flaws.length > 0) context.log.warn(`${sentence(flaws)}${remark}`);
}

/** The targets may come into being in the same deployment, so this never fails. */
export async function previewTargets(
  layout: LayoutDeclaration,
  names: readonly string[],
  targetCheck: TargetCheck,
  context: Context,
): Promise<void> {
  if (targetCheck === "off") return;
  const consequence = targetCheck === "require" ? "; no link will be written" : "";
  await warnOfTargets(layout, names, `${consequence}, unless this deployment creates them`, context);
}

/** Fails before anything is written. */
export async function requireTargets(
  layout: LayoutDeclaration,
  names: readonly string[],
  context: Context,
): Promise<void> {
  const flaws = await flawsOf(layout, names, context);
  if (flaws.length === 0) return;
  const way = "put the objects there first, correct the targets, or set targetCheck: warn";
  throw new CallFailure("FAILED_PRECONDITION", `no link was written: ${sentence(flaws)}; ${way}`);
}

function sentence(flaws: Flaws): string {
  const more = flaws.length > MOST_NAMED ? `; … and ${flaws.length - MOST_NAMED} more` : "";
  return `${flaws.slice(0, MOST_NAMED).join("; ")}${more}`;
}

/** A listing of the targets tells of most of them; the others are asked for one by one. */
async function flawsOf(layout: LayoutDeclaration, names: readonly string[], context: Context): Promise<Flaws> {
  const { bucket, targetPrefix: prefix } = layout;
  const links = new Map(names.map((name) => [targetOf(layout, name), name]));
  const keys = [...links.keys()].sort(byKey);
  const seen = await survey({ bucket, prefix, keys }, context).catch(withoutBucket);
  if (seen === undefined) return [];
  const { listed, unseen } = seen;
  const single = new Set(unseen);
  const flaws = new Map<string, string>();
  for (const key of keys) {
    const target = listed.get(key);
    if (target === undefined && !single.has(key)) flaws.set(key, "does not exist");
    else if (target?.objectType === "Symlink")
      flaws.set(key, "is a link itself, and OSS does not follow a link to a link");
    // Whether it has been restored is not listed.
    else if (ARCHIVES.includes(target?.storageClass)) single.add(key);
  }
  await atOnce(single, async (target) => {
    const flaw = await flawOf({ bucket, key: "", target }, context);
    if (flaw !== undefined) flaws.set(target, flaw);
  });
  return keys.flatMap((key) => {
    const flaw = flaws.get(key);
    return flaw === undefined ? [] : [`the target ${quoted(key)} of links[${JSON.stringify(links.get(key))}] ${flaw}`];
  });
}

/** A missing bucket is reported by whoever writes to it. */
function withoutBucket(error: unknown): undefined {
  if (!isNoSuchBucket(error)) throw error;
}
