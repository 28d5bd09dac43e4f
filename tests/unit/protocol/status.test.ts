import { status } from "@grpc/grpc-js";
import { ConfigureErrorMissingKeys, ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { decodeProperties, ValueRefused } from "../../../provider/protocol/codec";
import { CallFailure, MissingConfiguration, PartialFailure } from "../../../provider/protocol/failures";
import { type StatusAnswer, toStatus } from "../../../provider/protocol/status";
import { Secret } from "../../../provider/protocol/values";

function detailOf(answer: StatusAnswer): { type: string; bytes: Uint8Array; rich: Status } {
  const [packed] = answer.metadata.get("grpc-status-details-bin");
  const rich = Status.deserializeBinary(packed as Buffer);
  const [any] = rich.getDetailsList();
  if (any === undefined) throw new Error("no detail");
  return { type: any.getTypeName(), bytes: any.getValue_asU8(), rich };
}

describe("toStatus()", () => {
  it("keeps the code that was chosen", () => {
    expect(toStatus(new CallFailure("PERMISSION_DENIED", "no"))).toMatchObject({
      code: status.PERMISSION_DENIED,
      details: "no",
    });
  });

  it("blames the caller for a value that cannot be carried", () => {
    expect(toStatus(new ValueRefused(["a"], "is odd"))).toMatchObject({
      code: status.INVALID_ARGUMENT,
      details: "a: is odd",
    });
  });

  it("calls whatever nobody foresaw a bug of ours", () => {
    expect(toStatus(new TypeError("x is undefined"))).toMatchObject({ code: status.INTERNAL });
    expect(toStatus("thrown text").details).toBe("a bug in the oss-symlink provider: thrown text");
  });

  it("packs the state after a partial failure, secrets still wrapped, with no wish to be read first", () => {
    const answer = toStatus(
      new PartialFailure({
        id: "b/k",
        properties: { target: new Secret("t") },
        inputs: { target: new Secret("t"), acl: "private" },
        reasons: ["acl could not be set", "tags could not be set"],
      }),
    );
    const { type, bytes, rich } = detailOf(answer);
    expect(answer.code).toBe(status.ABORTED);
    expect(rich.getCode()).toBe(status.ABORTED);
    expect(rich.getMessage()).toBe(answer.details);
    expect(type).toBe("pulumirpc.ErrorResourceInitFailed");
    const detail = ErrorResourceInitFailed.deserializeBinary(bytes);
    expect(detail.getId()).toBe("b/k");
    expect(detail.getReasonsList()).toEqual(["acl could not be set", "tags could not be set"]);
    expect({ ...decodeProperties(detail.getProperties()) }).toEqual({ target: new Secret("t") });
    expect({ ...decodeProperties(detail.getInputs()) }).toEqual({ target: new Secret("t"), acl: "private" });
    expect(detail.getRefreshBeforeUpdate()).toBe(false);
  });

  it("packs the names of missing configuration", () => {
    const answer = toStatus(
      new MissingConfiguration("incomplete", [{ name: "oss-symlink:region", description: "where" }]),
    );
    const { type, bytes } = detailOf(answer);
    expect(answer.code).toBe(status.INVALID_ARGUMENT);
    expect(type).toBe("pulumirpc.ConfigureErrorMissingKeys");
    expect(ConfigureErrorMissingKeys.deserializeBinary(bytes).toObject().missingkeysList).toEqual([
      { name: "oss-symlink:region", description: "where" },
    ]);
  });
});
