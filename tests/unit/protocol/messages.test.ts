import type { ServiceDefinition, UntypedServiceImplementation } from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as pb from "@pulumi/pulumi/proto/provider_pb";
import { Message } from "google-protobuf";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { EncodedStruct, encodeProperties } from "../../../provider/protocol/codec";
import { PROPERTY_FIELDS, readMessage, writeMessage } from "../../../provider/protocol/messages";

const service = ResourceProviderService as ServiceDefinition<UntypedServiceImplementation>;

describe.each(Object.entries(PROPERTY_FIELDS))("%s", (name, { request, response }) => {
  const method = service[name];
  if (method === undefined) throw new Error(`there is no ${name}`);

  test("is read as google-protobuf reads it, but for its properties", () => {
    const empty = method.requestDeserialize(Buffer.alloc(0)) as pb.UpdateRequest;
    empty.setUrn("urn:x").setType("type");
    for (const number of request) Message.setWrapperField(empty, number, Struct.fromJavaScript({ number }));
    const bytes = method.requestSerialize(empty);
    const read: Message = readMessage(bytes, request, method.requestDeserialize);
    for (const number of request) {
      expect(Message.getWrapperField(read, Struct, number)).toBeInstanceOf(EncodedStruct);
    }
    expect(method.requestSerialize(read)).toEqual(bytes);
  });

  test("is written as google-protobuf reads it", () => {
    const message = method.responseDeserialize(Buffer.alloc(0)) as Message;
    for (const number of response) Message.setWrapperField(message, number, encodeProperties({ number }));
    const expected = method.responseSerialize(message);
    const written = writeMessage(message, response, method.responseSerialize);
    expect(method.responseSerialize(method.responseDeserialize(written))).toEqual(expected);
  });
});

test("a request tells properties that are empty from those that are absent", () => {
  const bytes = Buffer.from(new pb.ReadRequest().setInputs(new Struct()).serializeBinary());
  const read = readMessage(bytes, [3, 4], pb.ReadRequest.deserializeBinary);
  expect([read.hasProperties(), read.hasInputs()]).toEqual([false, true]);
});

test("a response without properties is written without any", () => {
  const written = writeMessage(new pb.ReadResponse(), [2, 3], (message) => Buffer.from(message.serializeBinary()));
  expect(written).toHaveLength(0);
});
