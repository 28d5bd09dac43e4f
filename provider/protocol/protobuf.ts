/** Protobuf's wire format, as far as messages are read and written here without google-protobuf. */
import { CallFailure } from "./failures";

/** How what follows a tag ends, by the lowest three bits of the tag. */
const VARINT = 0;
const FIXED_64 = 1;
const PART = 2;
const FIXED_32 = 5;

const LONGEST_VARINT = 10;

/** Reads bytes from the first to the last. Whatever a broken message claims, nothing behind `end` is read. */
export class WireReader {
  at = 0;

  constructor(readonly bytes: Buffer) {}

  /** A number, seven bits to a byte, lowest first. */
  varint(end: number): number {
    const first = this.bytes[this.at] as number;
    if (this.at < end && first < 0x80) {
      this.at++;
      return first;
    }
    let value = 0;
    for (let shift = 0; shift < LONGEST_VARINT; shift++) {
      if (this.at >= end) throw unreadable("it ends within a number");
      const byte = this.bytes[this.at++] as number;
      value += (byte & 0x7f) * 2 ** (7 * shift);
      if (byte < 0x80) return value;
    }
    throw unreadable("a number is longer than ten bytes");
  }

  /** Reads a length, and answers where what is so long ends. */
  part(end: number): number {
    const length = this.varint(end);
    if (length > end - this.at) throw unreadable("a part of it is longer than the whole");
    return this.at + length;
  }

  text(end: number): string {
    const text = this.bytes.toString("utf8", this.at, end);
    this.at = end;
    return text;
  }

  double(end: number): number {
    const at = this.at;
    this.advance(8, end);
    return this.bytes.readDoubleLE(at);
  }

  /** Passes over what follows a tag that means nothing here. */
  skip(tag: number, end: number): void {
    const type = tag % 8;
    if (type === VARINT) this.varint(end);
    else if (type === FIXED_64) this.advance(8, end);
    else if (type === PART) this.at = this.part(end);
    else if (type === FIXED_32) this.advance(4, end);
    else throw unreadable("a field of it is of no known type");
  }

  private advance(length: number, end: number): void {
    if (length > end - this.at) throw unreadable("it ends within a number");
    this.at += length;
  }
}

export function unreadable(reason: string): CallFailure {
  return new CallFailure("INVALID_ARGUMENT", `the request could not be read: ${reason}`);
}

const FIRST_BYTES = 1024;

/** Writes bytes from the last to the first: so the length of a part is known when it is written in front of it. */
export class WireWriter {
  private bytes = Buffer.allocUnsafe(FIRST_BYTES);
  private at = FIRST_BYTES;

  /** How much has been written. */
  get size(): number {
    return this.bytes.length - this.at;
  }

  written(): Buffer {
    return this.bytes.subarray(this.at);
  }

  varint(value: number): void {
    let length = 1;
    for (let rest = value; rest >= 0x80; rest = Math.floor(rest / 0x80)) length++;
    this.makeRoom(length);
    let at = this.at;
    let rest = value;
    for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) this.bytes[at++] = (rest % 0x80) | 0x80;
    this.bytes[at] = rest;
  }

  double(value: number): void {
    this.makeRoom(8);
    this.bytes.writeDoubleLE(value, this.at);
  }

  /** False, and nothing is written, if the text is not ASCII. Most texts are short: copying them here is fastest. */
  ascii(text: string): boolean {
    for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) > 0x7f) return false;
    this.makeRoom(text.length);
    for (let index = 0; index < text.length; index++) this.bytes[this.at + index] = text.charCodeAt(index);
    return true;
  }

  utf8(text: string): void {
    this.makeRoom(Buffer.byteLength(text));
    this.bytes.write(text, this.at);
  }

  /** Makes one part of all that has been written since it was `size`. */
  closePart(tag: number, size: number): void {
    this.varint(this.size - size);
    this.varint(tag);
  }

  private makeRoom(length: number): void {
    if (length > this.at) {
      const { size } = this;
      const larger = Buffer.allocUnsafe(2 * (size + length));
      this.bytes.copy(larger, larger.length - size, this.at);
      this.at = larger.length - size;
      this.bytes = larger;
    }
    this.at -= length;
  }
}
