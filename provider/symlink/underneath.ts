import type { ListedVersion } from "../oss";
import { CallFailure, messageOf } from "../protocol/failures";
import type { Context } from "../resource";
import type { Creation } from "./create";
import type { Declaration } from "./declaration";
import { describeFound } from "./describe";
import type { Facets } from "./facets";
import { idOf, type LinkName } from "./identity";
import { judge } from "./judge";
import { callOptions, type Found, look, type Something } from "./look";
import { looksAsDeclared } from "./rules/is-as-declared";
import { versionsOf } from "./versions";

/**
 * A put without a look has come to be a new version, so the guard it relied upon did not hold: the bucket's versioning
 * was switched on meanwhile. What it has hidden is judged as if it had been found before; a conflict is undone.
 */
export async function judgeUnderneath(creation: Creation, ourId: string, context: Context): Promise<Facets> {
  const { declared } = creation;
  if (ourId === "null") {
    context.log.warn(
      `versioning of bucket ${declared.bucket} was suspended meanwhile, so ${idOf(declared)} was written as its version null; a version null that was there before has been replaced, which cannot be seen any more`,
    );
  }
  const looked = lookBeneath(creation, ourId, context);
  const { passed, conflict } = await looked.catch((error: unknown) => takeBack(declared, ourId, error, context));
  if (conflict !== undefined) throw await undone({ declared, ourId, passed, ...conflict }, context);
  return passed[0]?.facets ?? {};
}

/** What a put has hidden. */
interface Beneath {
  /** What it may hide: links as declared, down to the first that cannot be ours. */
  readonly passed: readonly { readonly versionId: string; readonly facets: Facets }[];
  /** What it must not hide. */
  readonly conflict: { readonly found: Something; readonly failure: CallFailure } | undefined;
}

async function lookBeneath({ declared, handling }: Creation, ourId: string, context: Context): Promise<Beneath> {
  const passed: { readonly versionId: string; readonly facets: Facets }[] = [];
  for (const hidden of await versionsBeneath(declared, ourId, context)) {
    if (hidden.deleteMarker) break;
    const found = await identify(declared, hidden, context);
    const course = await judge(declared, handling, found, context, hidden.versionId);
    if (course.kind === "refuse") return { passed, conflict: { found, failure: course.failure } };
    if (course.warning !== undefined && (passed.length === 0 || !mayBeOurs(declared, found))) {
      context.log.warn(course.warning);
    }
    passed.push({ versionId: hidden.versionId, facets: course.facets });
    if (!mayBeOurs(declared, found)) break;
  }
  return { passed, conflict: undefined };
}

/** An attempt whose answer was lost leaves a link as declared: then what that has hidden counts, too. */
function mayBeOurs(declared: Declaration, found: Something): boolean {
  return found.kind === "link" && looksAsDeclared(declared, found.link);
}

async function versionsBeneath(name: LinkName, ourId: string, context: Context): Promise<ListedVersion[]> {
  const versions = await versionsOf(name, context);
  return versions.slice(versions.findIndex(({ versionId }) => versionId === ourId) + 1);
}

/** Unless it can be seen what was hidden, nothing may be hidden: the next attempt looks before it puts. */
async function takeBack(name: LinkName, ourId: string, error: unknown, context: Context): Promise<never> {
  context.deployment.tookBack(idOf(name));
  if (ourId === "null") throw error;
  try {
    await removeVersion(name, ourId, context);
  } catch (cause) {
    throw new CallFailure("FAILED_PRECONDITION", stuck(messageOf(error), ourId, cause), { cause });
  }
  throw error;
}

/** Of a put that was to be taken back. */
function stuck(failure: string, ourId: string, error: unknown): string {
  return `${failure}\nThe link was written all the same, as version ${ourId}, and could not be removed again: ${messageOf(error)}`;
}

async function removeVersion({ bucket, key }: LinkName, versionId: string, context: Context): Promise<void> {
  await context.client().deleteObject(bucket, key, { ...callOptions(context), versionId });
}

async function identify(name: LinkName, hidden: ListedVersion, context: Context): Promise<Something> {
  const { lastModified, versionId } = hidden;
  if (hidden.objectType !== "Symlink") return { kind: "object", object: { lastModified, versionId } };
  const found: Found = await look(name, context, versionId);
  return found.kind === "nothing" ? { kind: "object", object: { lastModified, versionId } } : found;
}

/** A put that has to be taken back, and what it was put over. */
interface Undoing {
  readonly declared: Declaration;
  readonly found: Something;
  readonly ourId: string;
  /** Links as declared between the two. */
  readonly passed: readonly { readonly versionId: string }[];
  readonly failure: CallFailure;
}

async function undone({ declared, found, ourId, passed, failure }: Undoing, context: Context): Promise<CallFailure> {
  context.deployment.tookBack(idOf(declared));
  if (ourId === "null") {
    const message = `${idOf(declared)} was written over something else and cannot be taken back, because a version null may be anybody's: ${describeFound(declared, found)} is still there beneath it; delete the version null of this key to bring it back`;
    return new CallFailure("ALREADY_EXISTS", message, { cause: failure });
  }
  try {
    await removeVersion(declared, ourId, context);
  } catch (error) {
    return new CallFailure("ALREADY_EXISTS", stuck(failure.message, ourId, error), { cause: error });
  }
  const left = passed.map(({ versionId }) => versionId).join(", ");
  const rest =
    left === ""
      ? ""
      : ` What hides it still is a link exactly as declared, version ${left}: if that is of an attempt of this deployment whose answer was lost, delete it by its version.`;
  return new CallFailure("ALREADY_EXISTS", `${failure.message}\n(The version just written was removed again.${rest})`);
}
