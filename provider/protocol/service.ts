import type {
  handleServerStreamingCall,
  handleUnaryCall,
  ServerUnaryCall,
  ServerWritableStream,
  ServiceDefinition,
  UntypedServiceImplementation,
} from "@grpc/grpc-js";
import { refuseOverlongParts } from "./bounded-parts";
import { CallFailure, messageOf } from "./failures";
import { PROPERTY_FIELDS, readMessage, writeMessage } from "./messages";
import { unreadable } from "./protobuf";
import { type StatusAnswer, toStatus } from "./status";

/** What a handler learns of the call besides its request. */
export interface CallOrigin {
  /** Address and port of the caller: one per connection. */
  readonly peer: string;
  /** Runs when the caller gave up or its connection broke before the answer. */
  onAbandoned(action: () => void): void;
}

/**
 * The same service, but for properties, which are left as their bytes, and for messages that cannot be read: those reach
 * the handler as a failure. grpc-js would answer INTERNAL, which makes the engine doubt its state.
 */
export function tolerant(definition: ServiceDefinition<UntypedServiceImplementation>): typeof definition {
  refuseOverlongParts();
  return Object.fromEntries(
    Object.entries(definition).map(([name, method]) => {
      const { request, response } = PROPERTY_FIELDS[name] ?? { request: [], response: [] };
      const requestDeserialize = (bytes: Buffer) =>
        parsed(() => readMessage(bytes, request, method.requestDeserialize));
      const responseSerialize = (message: unknown) => writeMessage(message, response, method.responseSerialize);
      return [name, { ...method, requestDeserialize, responseSerialize }];
    }),
  );
}

function parsed<T>(read: () => T): T | CallFailure {
  try {
    return read();
  } catch (error) {
    return error instanceof CallFailure ? error : unreadable(messageOf(error));
  }
}

export function unary<Request, Response>(
  handle: (request: Request, origin: CallOrigin) => Promise<Response> | Response,
): handleUnaryCall<Request, Response> {
  return (call, callback) => {
    answer(call, handle).then(
      (response) => callback(null, response),
      (error: unknown) => callback(statusOf(error)),
    );
  };
}

/** @param handle writes its answers one by one; a write waits while the caller is slow to take them. */
export function streaming<Request, Response>(
  handle: (request: Request, origin: CallOrigin, write: (response: Response) => Promise<void>) => Promise<void>,
): handleServerStreamingCall<Request, Response> {
  return (call) => {
    pour(call, handle).then(
      () => call.end(),
      (error: unknown) => call.emit("error", statusOf(error)),
    );
  };
}

async function answer<Request, Response>(
  call: ServerUnaryCall<Request, Response>,
  handle: (request: Request, origin: CallOrigin) => Promise<Response> | Response,
): Promise<Response> {
  return await handle(wellFormed(call.request), originOf(call));
}

async function pour<Request, Response>(
  call: ServerWritableStream<Request, Response>,
  handle: (request: Request, origin: CallOrigin, write: (response: Response) => Promise<void>) => Promise<void>,
): Promise<void> {
  await handle(wellFormed(call.request), originOf(call), async (response) => {
    if (!call.cancelled && !call.write(response)) await drained(call);
  });
}

function drained(call: ServerWritableStream<unknown, unknown>): Promise<void> {
  return new Promise((resolve) => {
    call.once("drain", resolve);
    call.once("cancelled", resolve);
  });
}

function originOf(call: ServerUnaryCall<unknown, unknown> | ServerWritableStream<unknown, unknown>): CallOrigin {
  return { peer: call.getPeer(), onAbandoned: (action) => void call.once("cancelled", action) };
}

function wellFormed<Request>(request: Request): Request {
  if (request instanceof CallFailure) throw request;
  return request;
}

/** A bug goes to stderr with its stack, where the engine's debug log shows it; the caller gets the message. */
function statusOf(error: unknown): StatusAnswer & Error {
  if (!(error instanceof CallFailure) && error instanceof Error && error.name !== "ValueRefused") {
    process.stderr.write(`${error.stack ?? error.message}\n`);
  }
  return Object.assign(new Error(), toStatus(error));
}
