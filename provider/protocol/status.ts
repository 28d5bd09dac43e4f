import { Metadata, type ServiceError, status } from "@grpc/grpc-js";
import { ConfigureErrorMissingKeys, ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import type { Message } from "google-protobuf";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import { encodeProperties, ValueRefused } from "./codec";
import { CallFailure, MissingConfiguration, messageOf, PartialFailure, type PartialState } from "./failures";

/** What grpc-js needs to answer a call with an error. */
export type StatusAnswer = Pick<ServiceError, "code" | "details" | "metadata">;

interface Detail {
  readonly type: string;
  readonly message: Message;
}

/** The error as the engine is told it. What nobody foresaw is a bug, and the only thing reported as INTERNAL. */
export function toStatus(error: unknown): StatusAnswer {
  if (error instanceof ValueRefused) return answer(status.INVALID_ARGUMENT, error.message);
  if (!(error instanceof CallFailure))
    return answer(status.INTERNAL, `a bug in the oss-symlink provider: ${messageOf(error)}`);
  try {
    return answer(status[error.code], error.message, detailOf(error));
  } catch (refused) {
    // What somebody else has made of a link may be among what was done in part, and be nothing that a state can hold.
    return answer(status[error.code], `${error.message}; ${messageOf(refused)}`);
  }
}

function detailOf(error: CallFailure): Detail | undefined {
  if (error instanceof PartialFailure) return initFailed(error.state);
  if (error instanceof MissingConfiguration) return missingKeys(error);
  return undefined;
}

/** gRPC carries details as a `google.rpc.Status` in this trailer; grpc-js leaves the packing to its caller. */
function answer(code: status, message: string, detail?: Detail): StatusAnswer {
  const metadata = new Metadata();
  if (detail !== undefined) {
    const any = new Any();
    any.pack(detail.message.serializeBinary(), detail.type);
    const rich = new Status().setCode(code).setMessage(message).setDetailsList([any]);
    metadata.set("grpc-status-details-bin", Buffer.from(rich.serializeBinary()));
  }
  return { code, details: message, metadata };
}

/** Without `refresh_before_update`: with it the engine would read, find no difference, and forget the missing step. */
function initFailed(state: PartialState): Detail {
  const message = new ErrorResourceInitFailed()
    .setId(state.id)
    .setProperties(encodeProperties(state.properties))
    .setInputs(encodeProperties(state.inputs))
    .setReasonsList([...state.reasons]);
  return { type: "pulumirpc.ErrorResourceInitFailed", message };
}

function missingKeys(error: MissingConfiguration): Detail {
  const message = new ConfigureErrorMissingKeys().setMissingkeysList(
    error.keys.map(({ name, description }) =>
      new ConfigureErrorMissingKeys.MissingKey().setName(name).setDescription(description),
    ),
  );
  return { type: "pulumirpc.ConfigureErrorMissingKeys", message };
}
