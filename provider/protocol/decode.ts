import { WireReader } from "./protobuf";
import { Way } from "./refused";
import {
  emptyMap,
  type MutablePropertyMap,
  type PropertyMap,
  type PropertyValue,
  ResourceReference,
  Secret,
  UNKNOWN,
  Unknown,
} from "./values";
import { isUnknownSentinel, SIGNATURE, SIGNATURE_KEY, TAG } from "./wire";

/** The properties in the bytes of a `Struct`. */
export function decodeStruct(bytes: Buffer): PropertyMap {
  return new Decoder(bytes).fields(bytes.length, 0);
}

/** Reads what stands between the reader's place and an `end`, and leaves the reader there. */
class Decoder {
  private readonly reader: WireReader;
  private readonly way = new Way();
  /** Of the entry found last. */
  private nameAt = 0;
  private nameEnd = 0;
  private valueAt = 0;
  private valueEnd = 0;

  constructor(bytes: Buffer) {
    this.reader = new WireReader(bytes);
  }

  fields(end: number, depth: number): MutablePropertyMap {
    const { reader, way } = this;
    const fields = emptyMap();
    while (this.findEntry(end)) {
      const next = reader.at;
      const name = this.nameFound();
      way.down(name);
      fields[name] = this.valueFound(depth);
      way.up();
      reader.at = next;
    }
    return fields;
  }

  /** Finds the next entry of a map, and passes over it; false if there is none. */
  private findEntry(end: number): boolean {
    const { reader } = this;
    while (reader.at < end) {
      const tag = reader.varint(end);
      if (tag === TAG.entry) {
        this.findNameAndValue(reader.part(end));
        return true;
      }
      reader.skip(tag, end);
    }
    return false;
  }

  private findNameAndValue(end: number): void {
    const { reader } = this;
    this.nameAt = this.nameEnd = this.valueAt = this.valueEnd = end;
    while (reader.at < end) {
      const tag = reader.varint(end);
      if (tag === TAG.name) {
        this.nameEnd = reader.part(end);
        this.nameAt = reader.at;
        reader.at = this.nameEnd;
      } else if (tag === TAG.value) {
        this.valueEnd = reader.part(end);
        this.valueAt = reader.at;
        reader.at = this.valueEnd;
      } else reader.skip(tag, end);
    }
  }

  private nameFound(): string {
    this.reader.at = this.nameAt;
    return this.reader.text(this.nameEnd);
  }

  private valueFound(depth: number): PropertyValue {
    this.reader.at = this.valueAt;
    return this.value(this.valueEnd, depth);
  }

  /** Of several kinds that a value claims to be, the last one counts, as everywhere in protobuf. */
  private value(end: number, depth: number): PropertyValue {
    const { reader, way } = this;
    way.guardDepth(depth);
    let value: PropertyValue | undefined;
    while (reader.at < end) {
      const tag = reader.varint(end);
      switch (tag) {
        case TAG.null:
          reader.varint(end);
          value = null;
          break;
        case TAG.bool:
          value = reader.varint(end) !== 0;
          break;
        case TAG.number:
          value = way.finite(reader.double(end));
          break;
        case TAG.string:
          value = textOf(reader.text(reader.part(end)));
          break;
        case TAG.list:
          value = this.list(reader.part(end), depth + 1);
          break;
        case TAG.struct:
          value = this.struct(reader.part(end), depth + 1);
          break;
        default:
          reader.skip(tag, end);
      }
    }
    if (value === undefined) throw way.refusal("arrived without a value");
    return value;
  }

  private list(end: number, depth: number): PropertyValue[] {
    const { reader, way } = this;
    const list: PropertyValue[] = [];
    while (reader.at < end) {
      const tag = reader.varint(end);
      if (tag === TAG.element) {
        way.down(list.length);
        list.push(this.value(reader.part(end), depth));
        way.up();
      } else reader.skip(tag, end);
    }
    return list;
  }

  private struct(end: number, depth: number): PropertyValue {
    const signature = this.field(SIGNATURE_KEY, end, depth);
    if (signature === undefined) return this.fields(end, depth);
    const value = this.signed(signature, end, depth);
    this.reader.at = end;
    return value;
  }

  /** Looks for one field ahead; the reader stays where it is. */
  private field(name: string, end: number, depth: number): PropertyValue | undefined {
    const { reader } = this;
    const from = reader.at;
    let found: PropertyValue | undefined;
    while (this.findEntry(end)) {
      const next = reader.at;
      if (this.nameEnd - this.nameAt === name.length && this.nameFound() === name) found = this.valueFound(depth);
      reader.at = next;
    }
    reader.at = from;
    return found;
  }

  /** The value that a map with a signature stands for. */
  private signed(signature: PropertyValue, end: number, depth: number): PropertyValue {
    const { way } = this;
    switch (signature) {
      case SIGNATURE.secret:
        return secretOf(this.required("value", "a secret", end, depth));
      case SIGNATURE.resource:
        return this.reference(end, depth);
      case SIGNATURE.output:
        return this.output(end, depth);
      case SIGNATURE.asset:
        throw way.refusal("is an asset (a file); a plain value is wanted here");
      case SIGNATURE.archive:
        throw way.refusal("is an archive (a set of files); a plain value is wanted here");
      case SIGNATURE.bytes:
        throw way.refusal("is not UTF-8 text");
      default:
        throw way.refusal("is of a kind that this version of the provider does not know");
    }
  }

  private required(name: string, kind: string, end: number, depth: number): PropertyValue {
    const value = this.field(name, end, depth);
    if (value === undefined) throw this.way.refusal(`is ${kind} without "${name}"`);
    return value;
  }

  private reference(end: number, depth: number): PropertyValue {
    const urn = this.text("urn", this.required("urn", "a resource reference", end, depth));
    const version = this.field("packageVersion", end, depth);
    const id = this.field("id", end, depth) ?? undefined;
    if (id !== undefined && typeof id !== "string" && !(id instanceof Unknown)) {
      throw this.way.refusal("is a resource reference whose ID is not text");
    }
    const packageVersion = version === undefined ? undefined : this.text("packageVersion", version);
    return new ResourceReference(urn, id, packageVersion || undefined);
  }

  private text(name: string, value: PropertyValue): string {
    if (typeof value === "string") return value;
    this.way.down(name);
    throw this.way.refusal("must be text");
  }

  /** Output values only carry dependencies beyond what secrets and unknowns say; a resource has no use for those. */
  private output(end: number, depth: number): PropertyValue {
    const inner = this.field("value", end, depth);
    const value = inner === undefined ? UNKNOWN : inner;
    return this.field("secret", end, depth) === true ? secretOf(value) : value;
  }
}

function textOf(text: string): PropertyValue {
  return isUnknownSentinel(text) ? UNKNOWN : text;
}

function secretOf(value: PropertyValue): Secret {
  return value instanceof Secret ? value : new Secret(value);
}
