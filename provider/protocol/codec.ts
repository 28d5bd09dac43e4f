import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { decodeStruct } from "./decode";
import { encodeStruct } from "./encode";
import { emptyMap, type PropertyMap } from "./values";

export { ValueRefused } from "./refused";

/** A `Struct` that is left as its bytes: google-protobuf makes several objects of every value in it, at great cost. */
export class EncodedStruct extends Struct {
  constructor(readonly bytes: Uint8Array) {
    super();
  }

  override serializeBinary(): Uint8Array {
    return this.bytes;
  }

  override getFieldsMap(): ReturnType<Struct["getFieldsMap"]> {
    return Struct.deserializeBinary(this.bytes).getFieldsMap();
  }
}

/** The properties in `struct`; an absent one is an empty map. */
export function decodeProperties(struct: Struct | undefined): PropertyMap {
  if (struct === undefined) return emptyMap();
  const { buffer, byteOffset, byteLength } = struct.serializeBinary();
  return decodeStruct(Buffer.from(buffer, byteOffset, byteLength));
}

export function encodeProperties(properties: PropertyMap): Struct {
  return new EncodedStruct(encodeStruct(properties));
}
