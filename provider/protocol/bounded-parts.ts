import { BinaryReader } from "google-protobuf";
import { WireReader } from "./protobuf";

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
  const { buffer, byteOffset, length } = reader.getBuffer();
  const ahead = new WireReader(Buffer.from(buffer, byteOffset, length));
  ahead.at = reader.getCursor();
  ahead.part(length);
}
