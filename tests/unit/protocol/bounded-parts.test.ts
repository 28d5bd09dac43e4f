import { BinaryReader } from "google-protobuf";

type BoundedParts = typeof import("../../../provider/protocol/bounded-parts");

describe("refuseOverlongParts()", () => {
  test("changes a google-protobuf once, however many copies of this package share it", () => {
    const { readString, readMessage } = afterACopyRan();
    expect(afterACopyRan()).toEqual({ readString, readMessage });
  });

  test("refuses a text that claims to be longer than the message", () => {
    afterACopyRan();
    // Length 127, one byte of text.
    const reader = new BinaryReader(new Uint8Array([0x7f, 0x61]));
    expect(() => reader.readString()).toThrow("a part of it is longer than the whole");
  });
});

/** Loads the module anew beside the one google-protobuf of this file, and runs it. */
function afterACopyRan() {
  jest.isolateModules(() => {
    jest.doMock("google-protobuf", () => ({ BinaryReader }));
    jest.requireActual<BoundedParts>("../../../provider/protocol/bounded-parts").refuseOverlongParts();
  });
  const { readString, readMessage } = BinaryReader.prototype;
  return { readString, readMessage };
}
