/** CRC-64/XZ, the checksum of x-oss-hash-crc64ecma, in two 32-bit halves: BigInt would be many times slower. */
const TABLE_HIGH = new Uint32Array(256);
const TABLE_LOW = new Uint32Array(256);

for (let index = 0; index < 256; index++) {
  let high = 0;
  let low = index;
  for (let bit = 0; bit < 8; bit++) {
    const carry = low & 1;
    low = (low >>> 1) | (high << 31);
    high >>>= 1;
    if (carry) {
      high ^= 0xc96c5795;
      low ^= 0xd7870f42;
    }
  }
  TABLE_HIGH[index] = high >>> 0;
  TABLE_LOW[index] = low >>> 0;
}

/** As the unsigned decimal number that the header carries. */
export function crc64(bytes: Buffer): string {
  let high = 0xffffffff;
  let low = 0xffffffff;
  for (let i = 0; i < bytes.length; i++) {
    const index = (low ^ (bytes[i] ?? 0)) & 0xff;
    low = ((low >>> 8) | (high << 24)) ^ (TABLE_LOW[index] ?? 0);
    high = (high >>> 8) ^ (TABLE_HIGH[index] ?? 0);
  }
  return ((BigInt(~high >>> 0) << 32n) | BigInt(~low >>> 0)).toString();
}
