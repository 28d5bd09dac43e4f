/**
 * Property values as the engine knows them: JSON, and what JSON has no word for.
 * Maps carry no prototype, so that a property may be called `__proto__` or `constructor`.
 */
export type PropertyValue =
  | null
  | boolean
  | number
  | string
  | readonly PropertyValue[]
  | PropertyMap
  | Secret
  | Unknown
  | ResourceReference;

export interface PropertyMap {
  readonly [name: string]: PropertyValue;
}

/** A property map while it is being built. */
export type MutablePropertyMap = { [name: string]: PropertyValue };

/** A value the user marked as secret; the engine encrypts it in state and masks it in output. */
export class Secret {
  constructor(readonly value: PropertyValue) {}
}

/** A value that is only known once something else has been created; occurs in previews only. */
export class Unknown {
  private readonly kind = "unknown";

  toString(): string {
    return `[${this.kind}]`;
  }
}

export const UNKNOWN = new Unknown();

/** Another resource handed over whole. `id` is undefined for resources without an own ID (components). */
export class ResourceReference {
  constructor(
    readonly urn: string,
    readonly id?: string | Unknown,
    readonly packageVersion?: string,
  ) {}
}

export function emptyMap(): MutablePropertyMap {
  return Object.create(null) as MutablePropertyMap;
}

/** Of those properties, the ones that are set. */
export function picked(properties: PropertyMap, names: readonly string[]): MutablePropertyMap {
  const found = emptyMap();
  for (const name of names) {
    const value = properties[name];
    if (value !== undefined) found[name] = value;
  }
  return found;
}

export function isMap(value: PropertyValue | undefined): value is PropertyMap {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !isSpecial(value);
}

export function isSecret(value: PropertyValue | undefined): value is Secret {
  return value instanceof Secret;
}

export function isUnknown(value: PropertyValue | undefined): value is Unknown {
  return value instanceof Unknown;
}

function isSpecial(value: object): boolean {
  return value instanceof Secret || value instanceof Unknown || value instanceof ResourceReference;
}

/** The value without secret marks, at every depth. A resource reference counts as its ID. */
export function reveal(value: PropertyValue): PropertyValue {
  if (value instanceof Secret) return reveal(value.value);
  if (value instanceof ResourceReference) return value.id ?? value.urn;
  if (Array.isArray(value)) return value.map(reveal);
  if (!isMap(value)) return value;
  const plain = emptyMap();
  for (const name of Object.keys(value)) plain[name] = reveal(value[name] as PropertyValue);
  return plain;
}

export function containsSecret(value: PropertyValue | undefined): boolean {
  return anyWithin(value, isSecret);
}

export function containsUnknown(value: PropertyValue | undefined): boolean {
  return anyWithin(value, isUnknown);
}

function anyWithin(value: PropertyValue | undefined, test: (value: PropertyValue) => boolean): boolean {
  if (value === undefined || value === null) return false;
  if (test(value)) return true;
  if (value instanceof Secret) return anyWithin(value.value, test);
  if (value instanceof ResourceReference) return value.id !== undefined && test(value.id);
  if (Array.isArray(value)) return value.some((entry) => anyWithin(entry, test));
  return isMap(value) && Object.values(value).some((entry) => anyWithin(entry, test));
}

/** Equal in content. Secret marks do not count, an unknown equals nothing, not even another unknown. */
export function sameValue(left: PropertyValue | undefined, right: PropertyValue | undefined): boolean {
  if (left instanceof Secret) return sameValue(left.value, right);
  if (right instanceof Secret) return sameValue(left, right.value);
  if (left instanceof Unknown || right instanceof Unknown) return false;
  if (left instanceof ResourceReference) return sameValue(reveal(left), right);
  if (right instanceof ResourceReference) return sameValue(left, reveal(right));
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((entry, index) => sameValue(entry, right[index]));
  }
  if (isMap(left) && isMap(right)) return sameMap(left, right);
  return left === right;
}

function sameMap(left: PropertyMap, right: PropertyMap): boolean {
  const names = Object.keys(left);
  if (names.length !== Object.keys(right).length) return false;
  return names.every((name) => Object.hasOwn(right, name) && sameValue(left[name], right[name]));
}
