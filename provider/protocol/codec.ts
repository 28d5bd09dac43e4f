import { ListValue, NullValue, Struct, Value } from "google-protobuf/google/protobuf/struct_pb";
import { formatPath, type Path } from "./paths";
import {
  emptyMap,
  isMap,
  type PropertyMap,
  type PropertyValue,
  ResourceReference,
  Secret,
  UNKNOWN,
  Unknown,
} from "./values";
import { MAX_DEPTH, SIGNATURE, SIGNATURE_KEY, UNKNOWN_SENTINEL, UNKNOWN_SENTINELS } from "./wire";

/** A value that cannot be carried without becoming another one. Nothing of the value itself is in the message. */
export class ValueRefused extends Error {
  override readonly name = "ValueRefused";

  constructor(
    readonly path: Path,
    readonly reason: string,
  ) {
    super(`${formatPath(path) || "the value"}: ${reason}`);
  }
}

/** The properties in `struct`; an absent one is an empty map. */
export function decodeProperties(struct: Struct | undefined): PropertyMap {
  return struct === undefined ? emptyMap() : decodeFields(struct, [], 0);
}

export function encodeProperties(properties: PropertyMap): Struct {
  return encodeFields(properties, [], 0);
}

export function decodeValue(value: Value, path: Path, depth = 0): PropertyValue {
  guardDepth(depth, path);
  switch (value.getKindCase()) {
    case Value.KindCase.NULL_VALUE:
      return null;
    case Value.KindCase.BOOL_VALUE:
      return value.getBoolValue();
    case Value.KindCase.NUMBER_VALUE:
      return finite(value.getNumberValue(), path);
    case Value.KindCase.STRING_VALUE:
      return decodeText(value.getStringValue());
    case Value.KindCase.LIST_VALUE:
      return decodeList(value.getListValue(), path, depth + 1);
    case Value.KindCase.STRUCT_VALUE:
      return decodeStruct(value.getStructValue(), path, depth + 1);
    default:
      throw new ValueRefused(path, "arrived without a value");
  }
}

function decodeText(text: string): PropertyValue {
  return UNKNOWN_SENTINELS.has(text) ? UNKNOWN : text;
}

function decodeList(list: ListValue | undefined, path: Path, depth: number): PropertyValue {
  return (list?.getValuesList() ?? []).map((entry, index) => decodeValue(entry, [...path, index], depth));
}

function decodeStruct(struct: Struct | undefined, path: Path, depth: number): PropertyValue {
  if (struct === undefined) return emptyMap();
  const signature = struct.getFieldsMap().get(SIGNATURE_KEY);
  return signature === undefined ? decodeFields(struct, path, depth) : decodeSigned(signature, struct, path, depth);
}

function decodeFields(struct: Struct, path: Path, depth: number): PropertyMap {
  const fields = emptyMap();
  struct.getFieldsMap().forEach((value, name) => {
    fields[name] = decodeValue(value, [...path, name], depth);
  });
  return fields;
}

function decodeSigned(signature: Value, struct: Struct, path: Path, depth: number): PropertyValue {
  switch (signature.getStringValue()) {
    case SIGNATURE.secret:
      return secretOf(decodeValue(required(struct, "value", "a secret", path), path, depth));
    case SIGNATURE.resource:
      return decodeReference(struct, path);
    case SIGNATURE.output:
      return decodeOutput(struct, path, depth);
    case SIGNATURE.asset:
      throw new ValueRefused(path, "is an asset (a file); a plain value is wanted here");
    case SIGNATURE.archive:
      throw new ValueRefused(path, "is an archive (a set of files); a plain value is wanted here");
    case SIGNATURE.bytes:
      throw new ValueRefused(path, "is not UTF-8 text");
    default:
      throw new ValueRefused(path, "is of a kind that this version of the provider does not know");
  }
}

function decodeReference(struct: Struct, path: Path): PropertyValue {
  const urn = text(required(struct, "urn", "a resource reference", path), [...path, "urn"]);
  const version = optionalText(struct, "packageVersion", path);
  const id = struct.getFieldsMap().get("id");
  return new ResourceReference(urn, id === undefined ? undefined : referenceId(id, path), version || undefined);
}

function referenceId(value: Value, path: Path): string | Unknown | undefined {
  const id = decodeValue(value, path);
  if (id === null) return undefined;
  if (typeof id === "string" || id instanceof Unknown) return id;
  throw new ValueRefused(path, "is a resource reference whose ID is not text");
}

/** Output values only carry dependencies beyond what secrets and unknowns say; a resource has no use for those. */
function decodeOutput(struct: Struct, path: Path, depth: number): PropertyValue {
  const fields = struct.getFieldsMap();
  const inner = fields.get("value");
  const value = inner === undefined ? UNKNOWN : decodeValue(inner, path, depth);
  return fields.get("secret")?.getBoolValue() === true ? secretOf(value) : value;
}

function secretOf(value: PropertyValue): Secret {
  return value instanceof Secret ? value : new Secret(value);
}

function required(struct: Struct, field: string, kind: string, path: Path): Value {
  const value = struct.getFieldsMap().get(field);
  if (value === undefined) throw new ValueRefused(path, `is ${kind} without "${field}"`);
  return value;
}

function optionalText(struct: Struct, field: string, path: Path): string | undefined {
  const value = struct.getFieldsMap().get(field);
  return value === undefined ? undefined : text(value, [...path, field]);
}

function text(value: Value, path: Path): string {
  if (!value.hasStringValue()) throw new ValueRefused(path, "must be text");
  return value.getStringValue();
}

export function encodeValue(value: PropertyValue, path: Path, depth = 0): Value {
  guardDepth(depth, path);
  const encoded = new Value();
  if (value === null) return encoded.setNullValue(NullValue.NULL_VALUE);
  switch (typeof value) {
    case "boolean":
      return encoded.setBoolValue(value);
    case "number":
      return encoded.setNumberValue(finite(value, path));
    case "string":
      return encoded.setStringValue(encodable(value, path));
    case "object":
      return encodeObject(value, encoded, path, depth + 1);
    default:
      throw new ValueRefused(path, `a ${typeof value} cannot be carried`);
  }
}

function encodeObject(value: PropertyValue & object, encoded: Value, path: Path, depth: number): Value {
  if (Array.isArray(value)) return encoded.setListValue(encodeList(value, path, depth));
  if (value instanceof Unknown) return encoded.setStringValue(UNKNOWN_SENTINEL);
  if (value instanceof Secret) return encoded.setStructValue(encodeSecret(value, path, depth));
  if (value instanceof ResourceReference) return encoded.setStructValue(encodeReference(value, path));
  if (isMap(value) && isPlainObject(value)) return encoded.setStructValue(encodeFields(value, path, depth));
  throw new ValueRefused(path, "an object of a class cannot be carried");
}

function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === null) return true;
  // Not `=== Object.prototype`: a value may come from another realm (a test runner's, a vm's).
  return Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype as object, "hasOwnProperty");
}

function encodeList(list: readonly PropertyValue[], path: Path, depth: number): ListValue {
  // Array.from visits holes, too, so that a sparse list is refused instead of shrinking.
  return new ListValue().setValuesList(Array.from(list, (entry, index) => encodeValue(entry, [...path, index], depth)));
}

function encodeFields(properties: PropertyMap, path: Path, depth: number): Struct {
  const struct = new Struct();
  const fields = struct.getFieldsMap();
  if (Object.getOwnPropertySymbols(properties).length > 0) {
    throw new ValueRefused(path, "a property named by a symbol cannot be carried");
  }
  for (const name of Object.keys(properties)) {
    if (name === SIGNATURE_KEY) throw new ValueRefused(path, "a property has the engine's reserved name");
    // google-protobuf keeps maps in objects with a prototype, where this name is lost without a trace.
    if (name === "__proto__") throw new ValueRefused(path, "a property cannot be called __proto__");
    const fieldPath = [...path, name];
    fields.set(wellFormed(name, fieldPath), encodeValue(properties[name] as PropertyValue, fieldPath, depth));
  }
  return struct;
}

function encodeSecret(secret: Secret, path: Path, depth: number): Struct {
  const inner = secret.value instanceof Secret ? secret.value.value : secret.value;
  return signed(SIGNATURE.secret, { value: encodeValue(inner, path, depth) });
}

function encodeReference(reference: ResourceReference, path: Path): Struct {
  return signed(SIGNATURE.resource, {
    urn: encodeValue(reference.urn, path),
    ...(reference.id !== undefined && { id: encodeValue(reference.id, path) }),
    ...(reference.packageVersion !== undefined && { packageVersion: encodeValue(reference.packageVersion, path) }),
  });
}

function signed(signature: string, content: Readonly<Record<string, Value>>): Struct {
  const struct = new Struct();
  const fields = struct.getFieldsMap();
  fields.set(SIGNATURE_KEY, new Value().setStringValue(signature));
  for (const [name, value] of Object.entries(content)) fields.set(name, value);
  return struct;
}

function finite(number: number, path: Path): number {
  if (!Number.isFinite(number)) throw new ValueRefused(path, `${number} is no JSON number`);
  return number;
}

/** Text that would arrive as something else: as an unknown, or with its broken characters replaced. */
function encodable(value: string, path: Path): string {
  if (UNKNOWN_SENTINELS.has(value)) throw new ValueRefused(path, "the text is the engine's mark of an unknown value");
  return wellFormed(value, path);
}

const LONE_SURROGATE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;

function wellFormed(value: string, path: Path): string {
  if (LONE_SURROGATE.test(value))
    throw new ValueRefused(path, "the text is not valid Unicode (half of a surrogate pair)");
  return value;
}

function guardDepth(depth: number, path: Path): void {
  if (depth > MAX_DEPTH) throw new ValueRefused(path.slice(0, 3), `is nested more than ${MAX_DEPTH} levels deep`);
}
