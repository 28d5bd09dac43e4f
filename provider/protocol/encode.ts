import { WireWriter } from "./protobuf";
import { Way } from "./refused";
import { isMap, type PropertyMap, type PropertyValue, ResourceReference, Secret, Unknown } from "./values";
import { isUnknownSentinel, SIGNATURE, SIGNATURE_KEY, TAG, UNKNOWN_SENTINEL } from "./wire";

/** The bytes of a `Struct` with these properties. */
export function encodeStruct(properties: PropertyMap): Buffer {
  const encoder = new Encoder();
  encoder.fields(properties, 0);
  return encoder.writer.written();
}

/** Writes from the last byte to the first, and so whatever is a list from its last entry to its first. */
class Encoder {
  readonly writer = new WireWriter();
  private readonly way = new Way();

  fields(properties: PropertyMap, depth: number): void {
    const { way } = this;
    if (Object.getOwnPropertySymbols(properties).length > 0) {
      throw way.refusal("a property named by a symbol cannot be carried");
    }
    const names = Object.keys(properties);
    for (let index = names.length - 1; index >= 0; index--) {
      const name = names[index] as string;
      if (name === SIGNATURE_KEY) throw way.refusal("a property has the engine's reserved name");
      // google-protobuf keeps maps in objects with a prototype, where this name is lost without a trace.
      if (name === "__proto__") throw way.refusal("a property cannot be called __proto__");
      way.down(name);
      this.field(name, properties[name] as PropertyValue, depth);
      way.up();
    }
  }

  private field(name: string, value: PropertyValue, depth: number): void {
    const { writer } = this;
    const before = writer.size;
    this.value(value, depth);
    writer.closePart(TAG.value, before);
    const withValue = writer.size;
    this.wellFormed(name);
    writer.closePart(TAG.name, withValue);
    writer.closePart(TAG.entry, before);
  }

  private value(value: PropertyValue, depth: number): void {
    const { writer, way } = this;
    way.guardDepth(depth);
    if (value === null) this.number(TAG.null, 0);
    else if (typeof value === "boolean") this.number(TAG.bool, value ? 1 : 0);
    else if (typeof value === "number") {
      writer.double(way.finite(value));
      writer.varint(TAG.number);
    } else if (typeof value === "string") {
      // It would arrive as something else.
      if (isUnknownSentinel(value)) throw way.refusal("the text is the engine's mark of an unknown value");
      this.text(value);
    } else if (value instanceof Unknown) this.text(UNKNOWN_SENTINEL);
    else if (typeof value === "object") this.object(value, depth + 1);
    else throw way.refusal(`a ${typeof value} cannot be carried`);
  }

  private number(tag: number, value: number): void {
    this.writer.varint(value);
    this.writer.varint(tag);
  }

  private text(text: string): void {
    const before = this.writer.size;
    this.wellFormed(text);
    this.writer.closePart(TAG.string, before);
  }

  /** Half of a surrogate pair would arrive as another character. */
  private wellFormed(text: string): void {
    if (this.writer.ascii(text)) return;
    if (LONE_SURROGATE.test(text)) {
      throw this.way.refusal("the text is not valid Unicode (half of a surrogate pair)");
    }
    this.writer.utf8(text);
  }

  private object(value: PropertyValue & object, depth: number): void {
    const before = this.writer.size;
    if (Array.isArray(value)) this.list(value, depth);
    else if (value instanceof Secret) this.secret(value, depth);
    else if (value instanceof ResourceReference) this.reference(value, depth);
    else if (isMap(value) && isPlainObject(value)) this.fields(value, depth);
    else throw this.way.refusal("an object of a class cannot be carried");
    this.writer.closePart(Array.isArray(value) ? TAG.list : TAG.struct, before);
  }

  private list(list: readonly PropertyValue[], depth: number): void {
    for (let index = list.length - 1; index >= 0; index--) {
      const before = this.writer.size;
      this.way.down(index);
      this.value(list[index] as PropertyValue, depth);
      this.way.up();
      this.writer.closePart(TAG.element, before);
    }
  }

  private secret({ value }: Secret, depth: number): void {
    this.field("value", value instanceof Secret ? value.value : value, depth);
    this.field(SIGNATURE_KEY, SIGNATURE.secret, depth);
  }

  private reference({ urn, id, packageVersion }: ResourceReference, depth: number): void {
    if (packageVersion !== undefined) this.field("packageVersion", packageVersion, depth);
    if (id !== undefined) this.field("id", id, depth);
    this.field("urn", urn, depth);
    this.field(SIGNATURE_KEY, SIGNATURE.resource, depth);
  }
}

const LONE_SURROGATE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;

function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === null) return true;
  // Not `=== Object.prototype`: a value may come from another realm (a test runner's, a vm's).
  return Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype as object, "hasOwnProperty");
}
