import type { Claim, Claimant } from "../deployment/claims";
import { type NamedInputs, problemsOf } from "../oss/names";
import { type Checked, checkFields, type Failure } from "../properties/check-fields";
import { quoted } from "../properties/quoted";
import type { Path } from "../protocol/paths";
import { containsSecret, isMap, isSecret, type PropertyMap, type PropertyValue, sameValue } from "../protocol/values";
import type { CheckSurroundings } from "../resource";
import { HANDLING_FIELDS, HEADER_NAMES, SYMLINK_FIELDS } from "./fields";
import { idOf, nameIn } from "./identity";

const FIELDS = [...SYMLINK_FIELDS, ...HANDLING_FIELDS];

/** Everything that can be known to be wrong without asking the service, all at once. Unknown values are not judged. */
export function checkSymlink(news: PropertyMap, surroundings: CheckSurroundings): Checked {
  const { inputs, failures } = checkFields("Symlink", FIELDS, news);
  const all = [
    ...failures,
    ...secretNames(inputs, ["bucket", "key"]),
    ...namingProblems(inputs, failures),
    ...selfReference(inputs),
    ...clashes(inputs, surroundings),
    ...misdirected(inputs, "key", surroundings),
  ];
  return { inputs: surroundings.enforce ? enforced(inputs) : inputs, failures: all };
}

export function enforced(inputs: PropertyMap): PropertyMap {
  return inputs.enforce === undefined ? { ...inputs, enforce: true } : inputs;
}

/** The link that these inputs declare, if its name is known. */
export function claimsOf(inputs: PropertyMap): Claim[] {
  const [bucket, key, target] = [knownText(inputs.bucket), knownText(inputs.key), knownText(inputs.target)];
  if (bucket === undefined || key === undefined) return [];
  const targetId = target === undefined ? undefined : idOf({ bucket, key: target });
  return [{ id: idOf({ bucket, key }), targetId, ...(containsSecret(inputs.target) && { isSecret: true }) }];
}

/** What OSS would let pass, but one program must not want: two owners of one link, and a link to a link. */
function clashes(inputs: PropertyMap, { urn, claims, isDeleted }: CheckSurroundings): Failure[] {
  return claimsOf(inputs).flatMap(({ id, targetId }) => {
    const failures: Failure[] = [];
    const rival = claims.otherAt(id, urn);
    if (rival !== undefined) {
      failures.push({ path: ["key"], reason: `is declared twice: ${nameIn(rival.urn)} declares ${id} as well` });
    }
    // Removed already, it is made again by an update; refused, it would be missed by nobody.
    if (rival === undefined && !isDeleted(id)) failures.push(...endangered(claims.removerOf(id, urn)));
    const next = targetId === undefined || targetId === id ? undefined : claims.otherAt(targetId, urn);
    if (next !== undefined) {
      const whose = containsSecret(inputs.target) ? "" : `, declared by ${nameIn(next.urn)}`;
      failures.push({ path: ["target"], reason: `is a link itself${whose}; ${NO_CHAINS}` });
    }
    const previous = claims.otherTo(id, urn);
    if (previous !== undefined && previous.id !== id) {
      failures.push({ path: ["key"], reason: isPointedTo(previous) });
    }
    return failures;
  });
}

/** What the option `import` names would be replaced by what is declared, and that is: deleted. @param name beside `bucket`. */
export function misdirected(inputs: PropertyMap, name: "key" | "prefix", { importedAs }: CheckSurroundings): Failure[] {
  const [bucket, declared] = [knownText(inputs.bucket), knownText(inputs[name])];
  if (importedAs === undefined || bucket === undefined || declared === undefined) return [];
  if (importedAs === `${bucket}/${declared}`) return [];
  const reason = `is not that of ${quoted(importedAs)}, which the option import names; correct the one or the other. If this was no preview, the state has it by now, and the next deployment would delete it: take it out first, by pulumi state delete`;
  return [{ path: [importedAs.startsWith(`${bucket}/`) ? name : "bucket"], reason }];
}

export function isPointedTo({ urn, isSecret }: Claimant): string {
  return `is what ${isSecret ? "another link" : `the link ${nameIn(urn)}`} points to; ${NO_CHAINS}`;
}

/** A link that would be taken for a stray before it is declared, in a deployment that begins with the layout. */
function endangered(remover: ReturnType<CheckSurroundings["claims"]["removerOf"]>): Failure[] {
  if (remover === undefined) return [];
  const reason = `is below ${JSON.stringify(remover.prefix)}, where the layout ${nameIn(remover.urn)} removes every link that is no entry of its own; ${APART}`;
  return [{ path: ["key"], reason }];
}

export const APART =
  "make it an entry of that layout's links, give it another key, or set strays: report for the layout";

export const NO_CHAINS = "OSS does not follow a link to a link: point both at the object";

/** Names make up the ID, and IDs stand in clear in state and output. */
export function secretNames(inputs: PropertyMap, names: readonly string[]): Failure[] {
  return names
    .filter((name) => containsSecret(inputs[name]))
    .map((name) => ({
      path: [name],
      reason: "must not be a secret: it is part of the resource's ID, which is not encrypted",
    }));
}

/** The service's rules for names and headers, for whatever has the right type. */
function namingProblems(inputs: PropertyMap, failures: readonly Failure[]): Failure[] {
  const failed = new Set(failures.map(({ path }) => String(path[0])));
  const text = (name: string) => (failed.has(name) ? undefined : knownText(inputs[name]));
  const map = (name: string) => knownEntries(inputs[name]);
  const named: NamedInputs = {
    bucket: text("bucket"),
    key: text("key"),
    target: text("target"),
    metadata: map("metadata"),
    tags: map("tags"),
    headers: Object.fromEntries(HEADER_NAMES.map((name) => [name, text(name)])),
  };
  return problemsOf(named).map(({ path, reason }) => ({ path: path as Path, reason }));
}

function selfReference(inputs: PropertyMap): Failure[] {
  const key = knownText(inputs.key);
  if (key === undefined || !sameValue(key, inputs.target)) return [];
  return [{ path: ["target"], reason: "is the link itself" }];
}

export function knownText(value: PropertyValue | undefined): string | undefined {
  if (isSecret(value)) return knownText(value.value);
  return typeof value === "string" ? value : undefined;
}

/** The entries that are known and texts; undefined if there is no map to look into. */
export function knownEntries(value: PropertyValue | undefined): Record<string, string> | undefined {
  if (isSecret(value)) return knownEntries(value.value);
  if (!isMap(value)) return undefined;
  const entries: Record<string, string> = Object.create(null);
  for (const name of Object.keys(value)) {
    const text = knownText(value[name]);
    if (text !== undefined) entries[name] = text;
  }
  return entries;
}
