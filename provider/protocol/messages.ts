import { Message } from "google-protobuf";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { EncodedStruct } from "./codec";
import { WireReader, WireWriter } from "./protobuf";

/** Numbers of the fields that hold properties. */
export interface PropertyFields {
  readonly request: readonly number[];
  readonly response: readonly number[];
}

/** The calls that carry whole resources, which may be large. All of the others is left to google-protobuf. */
export const PROPERTY_FIELDS: Readonly<Record<string, PropertyFields>> = {
  check: { request: [2, 3], response: [1] },
  diff: { request: [3, 4, 6], response: [] },
  create: { request: [2], response: [2] },
  read: { request: [3, 4], response: [2, 3] },
  update: { request: [3, 4, 8], response: [1] },
  delete: { request: [3, 5], response: [] },
};

const PART = 2;

/** Reads a message of which these fields are left as their bytes. */
export function readMessage<T>(bytes: Buffer, fields: readonly number[], deserialize: (bytes: Buffer) => T): T {
  if (fields.length === 0) return deserialize(bytes);
  const reader = new WireReader(bytes);
  const structs = new Map<number, EncodedStruct>();
  const others: Buffer[] = [];
  while (reader.at < bytes.length) {
    const from = reader.at;
    const tag = reader.varint(bytes.length);
    const number = Math.floor(tag / 8);
    if (tag % 8 === PART && fields.includes(number)) {
      const end = reader.part(bytes.length);
      structs.set(number, new EncodedStruct(bytes.subarray(reader.at, end)));
      reader.at = end;
    } else {
      reader.skip(tag, bytes.length);
      others.push(bytes.subarray(from, reader.at));
    }
  }
  const message = deserialize(Buffer.concat(others));
  for (const [number, struct] of structs) Message.setWrapperField(message as Message, number, struct);
  return message;
}

/** Writes a message, which is not to be used any more: of protobuf's messages, fields may follow in any order. */
export function writeMessage<T>(message: T, fields: readonly number[], serialize: (message: T) => Buffer): Buffer {
  const parts: Uint8Array[] = [];
  for (const number of fields) {
    const struct = Message.getWrapperField(message as Message, Struct, number);
    if (!(struct instanceof EncodedStruct)) continue;
    Message.setWrapperField(message as Message, number, undefined);
    parts.push(headOf(number, struct.bytes.length), struct.bytes);
  }
  return parts.length === 0 ? serialize(message) : Buffer.concat([serialize(message), ...parts]);
}

function headOf(number: number, length: number): Buffer {
  const writer = new WireWriter();
  writer.varint(length);
  writer.varint(number * 8 + PART);
  return writer.written();
}
