import { formatPath, type Path, topLevel } from "../protocol/paths";
import {
  emptyMap,
  isMap,
  isSecret,
  isUnknown,
  type MutablePropertyMap,
  type PropertyMap,
  type PropertyValue,
  ResourceReference,
  Secret,
  UNKNOWN,
} from "../protocol/values";
import type { Field } from "./field";
import { nearest } from "./suggest";

/** One thing wrong with what the user wrote. */
export interface Failure {
  readonly path: Path;
  readonly reason: string;
}

/**
 * The failure as hosts report it. The engine prints the value of a property that it is named, a secret one as well, so
 * that is said in the reason alone. @param isSecret whether a property's value must not be printed.
 */
export function reported(
  { path, reason }: Failure,
  isSecret: (property: string) => boolean,
): { readonly property: string; readonly reason: string } {
  const property = formatPath(path);
  const isWhole = property === formatPath(path.slice(0, 1));
  return isWhole && isSecret(topLevel(path)) ? { property: "", reason: `${property} ${reason}` } : { property, reason };
}

export interface Checked {
  /** What was written, without the properties that were given as null. */
  readonly inputs: PropertyMap;
  readonly failures: readonly Failure[];
}

/** Names, presence and types; what a value means is for its owner to check. All failures at once. */
export function checkFields(owner: string, fields: readonly Field[], given: PropertyMap): Checked {
  const inputs = emptyMap();
  const failures: Failure[] = [];
  for (const name of Object.keys(given)) {
    // Names with two underscores in front are the engine's and the SDKs' own.
    if (name.startsWith("__")) continue;
    const field = fields.find((candidate) => candidate.name === name);
    if (field === undefined) {
      failures.push({ path: [name], reason: unknownProperty(owner, name, fields, given) });
      continue;
    }
    const value = withoutNulls(given[name]);
    if (value === undefined) continue;
    inputs[name] = value;
    failures.push(...typeFailures(field, value));
  }
  for (const field of fields) {
    if (field.required && inputs[field.name] === undefined) {
      failures.push({ path: [field.name], reason: `is missing, and ${owner} cannot do without` });
    }
  }
  return { inputs, failures };
}

function unknownProperty(owner: string, name: string, fields: readonly Field[], given: PropertyMap): string {
  const absent = fields.map((field) => field.name).filter((known) => !Object.hasOwn(given, known));
  const meant = nearest(name, absent);
  if (meant !== undefined) return `is not a property of ${owner}; did you mean "${meant}"?`;
  return `is not a property of ${owner}; it has ${fields.map((field) => field.name).join(", ")}`;
}

/** Null means "not given", also within a map. A resource stands for its ID. Undefined if nothing is left. */
function withoutNulls(value: PropertyValue | undefined): PropertyValue | undefined {
  if (value === null || value === undefined) return undefined;
  if (isSecret(value)) {
    const inner = withoutNulls(value.value);
    return inner === undefined ? undefined : new Secret(inner);
  }
  if (value instanceof ResourceReference) return value.id ?? UNKNOWN;
  if (!isMap(value)) return value;
  const kept = emptyMap();
  for (const name of Object.keys(value)) {
    const entry = withoutNulls(value[name]);
    if (entry !== undefined) (kept as MutablePropertyMap)[name] = entry;
  }
  return kept;
}

function typeFailures(field: Field, value: PropertyValue): Failure[] {
  const path = [field.name];
  const plain = isSecret(value) ? value.value : value;
  if (isUnknown(plain)) return [];
  if (field.type === "map") return mapFailures(plain, path);
  if (typeof plain !== field.type) return [{ path, reason: wrongType(field.type, plain) }];
  if (field.choice === undefined || typeof plain !== "string") return [];
  const values = field.choice.values.map((choice) => choice.value);
  return values.includes(plain) ? [] : [{ path, reason: notAChoice(isSecret(value) ? undefined : plain, values) }];
}

function mapFailures(value: PropertyValue, path: Path): Failure[] {
  if (!isMap(value)) return [{ path, reason: wrongType("map", value) }];
  return Object.keys(value).flatMap((name) => {
    const entry = value[name];
    const plain = isSecret(entry) ? entry.value : entry;
    if (isUnknown(plain) || typeof plain === "string") return [];
    return [{ path: [...path, name], reason: wrongType("string", plain ?? null) }];
  });
}

function notAChoice(given: string | undefined, values: readonly string[]): string {
  const meant = given === undefined ? undefined : nearest(given, values);
  const hint = meant === undefined ? "" : `; did you mean "${meant}"?`;
  return `must be one of ${values.join(", ")}${hint}`;
}

const TYPE_NAME = { string: "text", boolean: "true or false", number: "a number", map: "a map of texts" } as const;

function wrongType(wanted: Field["type"], value: PropertyValue): string {
  const quoted = wanted === "string" && (typeof value === "number" || typeof value === "boolean");
  return `must be ${TYPE_NAME[wanted]}, and is ${kindOf(value)}${quoted ? "; put it in quotes" : ""}`;
}

function kindOf(value: PropertyValue): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (isMap(value)) return "a map";
  if (typeof value === "string") return "text";
  if (typeof value === "boolean") return "true or false";
  return typeof value === "number" ? "a number" : "of another kind";
}
