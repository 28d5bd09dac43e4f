import { BinaryReader } from "google-protobuf";

let bounded = false;

/**
 * google-protobuf 3.21 believes whatever length a broken message claims for a text, and reads on past the message's end,
 * up to 2^32 characters: one such message would keep the process busy until its memory is used up.
 */
export function refuseOverlongTexts(): void {
  if (bounded) return;
  bounded = true;
  const readText = BinaryReader.prototype.readString;
  BinaryReader.prototype.readString = function (this: BinaryReader): string {
    const bytes = this.getBuffer();
    const { value, end } = readVarint(bytes, this.getCursor());
    if (end + value > bytes.length) throw new Error("a text is longer than the message it stands in");
    return readText.call(this);
  };
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
