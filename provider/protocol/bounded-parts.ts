import { BinaryReader } from "google-protobuf";

/** Stands on what is changed: several copies of this package may share one google-protobuf. */
const BOUNDED = Symbol.for("pulumi-oss-symlink.bounded-parts");

/**
 * google-protobuf 3.21 believes whatever length a broken message claims for a part of it, and reads on past the end, up
 * to 2^32 characters or fields: one such message would keep the process busy until its memory is used up.
 */
export function refuseOverlongParts(): void {
  if (BOUNDED in BinaryReader.prototype) return;
  Object.defineProperty(BinaryReader.prototype, BOUNDED, { value: true });
  const { readString, readMessage } = BinaryReader.prototype;
  BinaryReader.prototype.readString = function (this: BinaryReader): string {
    refuseOverlong(this);
    return readString.call(this);
  };
  BinaryReader.prototype.readMessage = function (this: BinaryReader, ...parts: Parameters<typeof readMessage>): void {
    refuseOverlong(this);
    readMessage.apply(this, parts);
  };
}

function refuseOverlong(reader: BinaryReader): void {
  const bytes = reader.getBuffer();
  const { value, end } = readVarint(bytes, reader.getCursor());
  if (end + value > bytes.length) throw new Error("a part of it is longer than the whole");
}

/** The number at `start`, seven bits to a byte, lowest first, and where it ends. */
function readVarint(bytes: Uint8Array, start: number): { value: number; end: number } {
  let value = 0;
  for (let index = start; index < start + 10; index++) {
    const byte = bytes[index] ?? 0;
    value += (byte & 0x7f) * 2 ** (7 * (index - start));
    if (byte < 0x80) return { value, end: index + 1 };
  }
  throw new Error("a number is longer than ten bytes");
}
