import { credentials, Metadata, makeGenericClientConstructor, type ServiceError, status } from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as pb from "@pulumi/pulumi/proto/provider_pb";
import { Struct, Value } from "google-protobuf/google/protobuf/struct_pb";
import { SIGNATURE, SIGNATURE_KEY } from "../../../provider/protocol/wire";
import { type GivenPlugin, givenPlugin } from "../../support/plugin/given-plugin";
import { message, partialState, TYPE, URN } from "../../support/plugin/provider-client";

let given: GivenPlugin;
beforeEach(async () => {
  given = await givenPlugin();
});
afterEach(() => given.close());

const LINK = { bucket: "links", key: "k", target: "t" };

function refusal(call: Promise<unknown>): Promise<ServiceError> {
  return call.then(
    () => Promise.reject(new Error("was accepted")),
    (error: ServiceError) => error,
  );
}

describe("a malformed message", () => {
  const RawClient = makeGenericClientConstructor(
    Object.fromEntries(
      Object.entries(ResourceProviderService).map(([name, method]) => [
        name,
        { ...method, requestSerialize: (bytes: Buffer) => bytes },
      ]),
    ),
    "raw",
  );

  it.each([
    ["cut off", Buffer.from([0x0a, 0xff])],
    ["of a wrong wire type", Buffer.from([0x0b, 0x01])],
    ["nested without end", Buffer.concat(Array.from({ length: 20_000 }, () => Buffer.from([0x1a, 0x7f])))],
    ["noise", Buffer.from(Array.from({ length: 500 }, (_, i) => (i * 7919) % 256))],
  ])("that is %s is the caller's fault, and the server lives on", async (_, bytes) => {
    const client = new RawClient(given.address, credentials.createInsecure());
    for (const method of ["create", "read", "update", "delete", "check", "diff", "configure", "checkConfig"]) {
      const call = new Promise((resolve, reject) => {
        const send = client[method] as unknown as (...args: unknown[]) => void;
        send.call(client, bytes, new Metadata(), (error: ServiceError | null, answer: unknown) =>
          error ? reject(error) : resolve(answer),
        );
      });
      expect((await refusal(call)).code).toBe(status.INVALID_ARGUMENT);
    }
    client.close();
    expect((await given.provider.create(LINK)).id).toBe("links/k");
  });
});

describe("a call that cannot be answered", () => {
  it("names what does not exist", async () => {
    const { provider } = given;
    const other = message(pb.CheckRequest, { type: "oss-symlink:index:Nothing", news: LINK });
    expect(await refusal(provider.call("check", other))).toMatchObject({
      code: status.INVALID_ARGUMENT,
      details: expect.stringContaining("Nothing"),
    });
    const proto = message(pb.CheckRequest, { type: "constructor", news: LINK });
    expect((await refusal(provider.call("check", proto))).code).toBe(status.INVALID_ARGUMENT);
    const invoke = message(pb.InvokeRequest, { tok: "oss-symlink:index:nothing" });
    expect((await refusal(provider.call("invoke", invoke))).code).toBe(status.UNIMPLEMENTED);
    expect((await refusal(provider.call("getSchema", message(pb.GetSchemaRequest, { version: 1 })))).code).toBe(
      status.INVALID_ARGUMENT,
    );
    expect((await refusal(provider.call("construct", new pb.ConstructRequest()))).code).toBe(status.UNIMPLEMENTED);
  });

  it("takes the type from the URN where it is not given", async () => {
    const parent = URN.replace(TYPE, `some:parent:Type$${TYPE}`);
    const request = message(pb.CheckRequest, { urn: parent, news: LINK });
    expect(((await given.provider.call("check", request)) as pb.CheckResponse).getFailuresList()).toEqual([]);
  });

  it("reports an asset as a failure of its property", async () => {
    const asset = new Struct();
    asset.getFieldsMap().set(SIGNATURE_KEY, new Value().setStringValue(SIGNATURE.asset));
    const news = new Struct();
    news.getFieldsMap().set("target", new Value().setStructValue(asset));
    const request = message(pb.CheckRequest, { urn: URN, type: TYPE });
    request.setNews(news);
    const response: pb.CheckResponse = await given.provider.call("check", request);
    const [failure] = response.getFailuresList();
    expect(failure?.getReason()).toBe("target is an asset (a file); a plain value is wanted here");
  });

  it("is given up when its time is over", async () => {
    given.oss.faults.add({ operation: "GetSymlink", effect: { kind: "latency", ms: 60_000 } });
    const error = await refusal(given.provider.create(LINK, { timeout: 0.2 }));
    expect(error.code).toBe(status.DEADLINE_EXCEEDED);
    expect(error.details).toContain("not done within 0.2 s");
  });

  it.each([
    ["AccessDenied", 403, status.PERMISSION_DENIED],
    ["FileImmutable", 409, status.FAILED_PRECONDITION],
    ["InternalError", 500, status.UNAVAILABLE],
  ])("because of %s never makes the engine doubt its state", async (code, http, expected) => {
    given.oss.faults.add({ operation: "PutSymlink", effect: { kind: "error", status: http, code } });
    const error = await refusal(given.provider.create(LINK));
    expect(error.code).toBe(expected);
    expect(error.details).toContain("PutSymlink of links/k failed");
  });
});

describe("an update that is done in part", () => {
  it("carries what exists now, and goes on from there", async () => {
    const { provider, oss } = given;
    const { id, properties } = await provider.create({ ...LINK, acl: "private", tags: { a: "1" } });
    const news = { ...LINK, target: "t2" };
    const fault = oss.faults.add({
      operation: "PutObjectACL",
      effect: { kind: "error", status: 403, code: "AccessDenied" },
    });
    const update = { id, olds: properties, oldInputs: { ...LINK, acl: "private", tags: { a: "1" } }, news };
    const error = await refusal(provider.update(update));
    const state = partialState(error);
    expect(state).toMatchObject({ id, properties: { target: "t2", acl: "private", tags: { a: "1" } } });
    expect(state.reasons[0]).toContain("the link was written, but not everything else: PutObjectACL of links/k failed");
    oss.faults.remove(fault);
    const finished = await provider.update({ ...update, olds: state.properties });
    expect(finished).not.toHaveProperty("acl");
    expect(finished).not.toHaveProperty("tags");
  });
});
