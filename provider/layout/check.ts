import type { Claim, Territory } from "../deployment/claims";
import { keyReason, type NamedInputs, problemsOf } from "../oss/names";
import { type Checked, checkFields, type Failure } from "../properties/check-fields";
import type { Path } from "../protocol/paths";
import { isSecret, type PropertyMap, type PropertyValue } from "../protocol/values";
import type { CheckSurroundings } from "../resource";
import {
  APART,
  enforced,
  isPointedTo,
  knownEntries,
  knownText,
  misdirected,
  NO_CHAINS,
  secretNames,
} from "../symlink/check";
import { HEADER_NAMES } from "../symlink/fields";
import { nameIn } from "../symlink/identity";
import { LAYOUT_FIELDS, LAYOUT_HANDLING_FIELDS } from "./fields";
import { straysOf } from "./handling";
import { hasSecretTargets } from "./state";

const FIELDS = [...LAYOUT_FIELDS, ...LAYOUT_HANDLING_FIELDS];

/** More would hide what they have in common. */
const MOST_FAILURES = 20;

/** Everything that can be known to be wrong without asking the service. Unknown values are not judged. */
export function checkLayout(news: PropertyMap, surroundings: CheckSurroundings): Checked {
  const { inputs, failures } = checkFields("AliasLayout", FIELDS, news);
  const all = [
    ...failures,
    ...secretNames(inputs, ["bucket", "prefix"]),
    ...misdirected(inputs, "prefix", surroundings),
    ...namingProblems(inputs, failures),
    ...strayProblems(inputs),
    ...overlaps(inputs, surroundings),
    ...endangered(inputs, surroundings),
    ...linkProblems(inputs, surroundings),
  ];
  return { inputs: surroundings.enforce ? enforced(inputs) : inputs, failures: bounded(all) };
}

function bounded(failures: readonly Failure[]): readonly Failure[] {
  if (failures.length <= MOST_FAILURES) return failures;
  const rest = failures.length - MOST_FAILURES;
  const reason = `has ${rest} more problems; these are the first ${MOST_FAILURES} of ${failures.length}`;
  return [...failures.slice(0, MOST_FAILURES), { path: ["links"], reason }];
}

/** One of the links, as far as it is known. */
interface KnownLink {
  readonly name: string;
  readonly key: string;
  readonly target: string | undefined;
}

function* knownLinks(inputs: PropertyMap): Generator<KnownLink> {
  const [prefix, targetPrefix] = [knownText(inputs.prefix), targetPrefixOf(inputs)];
  const links = isSecret(inputs.links) ? inputs.links.value : inputs.links;
  if (prefix === undefined || typeof links !== "object" || links === null || Array.isArray(links)) return;
  for (const [name, value] of Object.entries(links as PropertyMap)) {
    const below = knownText(value as PropertyValue);
    const target = below === undefined || targetPrefix === undefined ? undefined : targetPrefix + below;
    yield { name, key: prefix + name, target };
  }
}

function targetPrefixOf({ targetPrefix }: PropertyMap): string | undefined {
  return targetPrefix === undefined ? "" : knownText(targetPrefix);
}

/** The links that these inputs declare, as far as their names are known. */
export function layoutClaims(inputs: PropertyMap): Claim[] {
  const bucket = knownText(inputs.bucket);
  if (bucket === undefined) return [];
  const claims: Claim[] = [];
  const secrecy = hasSecretTargets(inputs) ? ({ isSecret: true } as const) : {};
  for (const { key, target } of knownLinks(inputs)) {
    const targetId = target === undefined ? undefined : `${bucket}/${target}`;
    claims.push({ id: `${bucket}/${key}`, targetId, ...secrecy });
  }
  return claims;
}

/** Where a layout may look for links that nobody declares. */
export function layoutTerritory(inputs: PropertyMap): Territory | undefined {
  const [bucket, prefix] = [knownText(inputs.bucket), knownText(inputs.prefix)];
  if (bucket === undefined || prefix === undefined) return undefined;
  const strays = straysOf(inputs);
  return { bucket, prefix, strays: strays !== "ignore", removes: strays === "remove" };
}

function overlaps(inputs: PropertyMap, { urn, claims, isDeleted }: CheckSurroundings): Failure[] {
  const own = layoutTerritory(inputs);
  const other = own && claims.overlapping(own, urn);
  if (own === undefined || other === undefined) return [];
  // Removed already, its links are made again by an update; refused, they would be missed by nobody.
  if (other.removes && layoutClaims(inputs).some(({ id }) => isDeleted(id))) return [];
  const whose = own.strays ? "it would take that layout's links for strays" : "that layout looks for strays here";
  const reason = `overlaps with the layout ${nameIn(other.urn)} at ${JSON.stringify(other.prefix)}, and ${whose}; set strays: ignore for both, or give them prefixes apart`;
  return [{ path: ["prefix"], reason }];
}

/** Other resources' links that would be removed here before they are declared, in a deployment that begins with the layout. */
function endangered(inputs: PropertyMap, { claims }: CheckSurroundings): Failure[] {
  const own = layoutTerritory(inputs);
  if (own === undefined || !own.removes || own.prefix === "") return [];
  const entries = new Set(layoutClaims(inputs).map(({ id }) => id));
  const others = claims.singlesWithin(own).filter(({ id }) => !entries.has(id));
  return others.map(({ id, urn }) => {
    const reason = `must not be "remove": ${nameIn(urn)} declares ${id}, and every link below ${JSON.stringify(own.prefix)} that is no entry of this layout would be removed; ${APART}`;
    return { path: ["strays"], reason };
  });
}

function strayProblems(inputs: PropertyMap): Failure[] {
  if (straysOf(inputs) !== "remove" || knownText(inputs.prefix) !== "") return [];
  return [{ path: ["strays"], reason: 'cannot be "remove" with an empty prefix: that is every link of the bucket' }];
}

/** The service's rules for what all links have alike. */
function namingProblems(inputs: PropertyMap, failures: readonly Failure[]): Failure[] {
  const failed = new Set(failures.map(({ path }) => String(path[0])));
  const text = (name: string) => (failed.has(name) ? undefined : knownText(inputs[name]));
  const named: NamedInputs = {
    bucket: text("bucket"),
    metadata: knownEntries(inputs.metadata),
    tags: knownEntries(inputs.tags),
    headers: Object.fromEntries(HEADER_NAMES.map((name) => [name, text(name)])),
  };
  return problemsOf(named).map(({ path, reason }) => ({ path: path as Path, reason }));
}

/** What is wrong with single links: their names, and what they mean to each other and to other resources' links. */
function linkProblems(inputs: PropertyMap, surroundings: CheckSurroundings): Failure[] {
  const bucket = knownText(inputs.bucket);
  const links = [...knownLinks(inputs)];
  const keys = new Map(links.map(({ key, name }) => [key, name]));
  const secret = hasSecretTargets(inputs);
  return links.flatMap((link) => {
    const path = ["links", link.name];
    const reasons = namingReasons(link);
    if (reasons.length === 0) reasons.push(...chainReasons(link, keys, secret));
    if (bucket !== undefined) reasons.push(...clashReasons(bucket, link, inputs, surroundings));
    return reasons.map((reason) => ({ path, reason }));
  });
}

function namingReasons({ key, target }: KnownLink): string[] {
  const reasons: string[] = [];
  const keyFlaw = keyReason(key);
  if (keyFlaw !== undefined) reasons.push(`has a key that ${keyFlaw}`);
  const targetFlaw = target === undefined ? undefined : keyReason(target);
  if (targetFlaw !== undefined) reasons.push(`has a target that ${targetFlaw}`);
  return reasons;
}

function chainReasons({ key, target }: KnownLink, keys: ReadonlyMap<string, string>, secret: boolean): string[] {
  if (target === undefined) return [];
  if (target === key) return ["points to itself"];
  const next = keys.get(target);
  if (next === undefined) return [];
  if (secret) return [`points to a link itself; ${NO_CHAINS}`];
  return [`points to links[${JSON.stringify(next)}], a link itself; ${NO_CHAINS}`];
}

function clashReasons(
  bucket: string,
  { key, target }: KnownLink,
  inputs: PropertyMap,
  { urn, claims }: CheckSurroundings,
): string[] {
  const id = `${bucket}/${key}`;
  const reasons: string[] = [];
  const rival = claims.otherAt(id, urn);
  if (rival !== undefined) reasons.push(`is declared twice: ${nameIn(rival.urn)} declares ${id} as well`);
  const next = target === undefined || target === key ? undefined : claims.otherAt(`${bucket}/${target}`, urn);
  if (next !== undefined) {
    const secret = hasSecretTargets(inputs);
    reasons.push(`points to a link itself${secret ? "" : `, declared by ${nameIn(next.urn)}`}; ${NO_CHAINS}`);
  }
  const previous = claims.otherTo(id, urn);
  if (previous !== undefined && previous.id !== id) {
    reasons.push(isPointedTo(previous));
  }
  return reasons;
}
