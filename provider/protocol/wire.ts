/** The engine's conventions for values that `Struct` has no word for (pulumi: sdk/go/common/resource/sig, plugin/rpc.go). */

/** A map with this key is not a map but the kind of value that the signature names. */
export const SIGNATURE_KEY = "4dabf18193072939515e22adb298388d";

export const SIGNATURE = {
  secret: "1b47061264138c4ac30d75fd1eb44270",
  asset: "c44067f5952c0a294b673a41bacd8c17",
  archive: "0def7320c3a5731c473e5ecbe6d01bc7",
  resource: "5cf8f73096256a8f31e491e813e4eb8e",
  output: "d0e6a833031e9bbcd3f4e8bde6ca49a4",
  bytes: "803fd3297a5875dc03ca845dda5d2a98",
} as const;

/** What an unknown value is sent as; the other sentinels only tell of which type it will be. */
export const UNKNOWN_SENTINEL = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export const UNKNOWN_SENTINELS: ReadonlySet<string> = new Set([
  UNKNOWN_SENTINEL,
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7", // bool
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421", // number
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2", // array
  "030794c1-ac77-496b-92df-f27374a8bd58", // asset
  "e48ece36-62e2-4504-bad9-02848725956a", // archive
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff", // object
]);

/** Deeper nesting is refused, before it overflows a stack here or in the engine. */
export const MAX_DEPTH = 500;

const SENTINEL_LENGTH = UNKNOWN_SENTINEL.length;

export function isUnknownSentinel(text: string): boolean {
  return text.length === SENTINEL_LENGTH && UNKNOWN_SENTINELS.has(text);
}

/** What introduces each part of a `Struct` in protobuf's wire format: the number of a field, and how its end is told. */
export const TAG = {
  /** Of a `Struct`. */
  entry: 0x0a,
  /** Of an entry. */
  name: 0x0a,
  value: 0x12,
  /** Of a `ListValue`. */
  element: 0x0a,
  /** Of a `Value`. */
  null: 0x08,
  number: 0x11,
  string: 0x1a,
  bool: 0x20,
  struct: 0x2a,
  list: 0x32,
} as const;
