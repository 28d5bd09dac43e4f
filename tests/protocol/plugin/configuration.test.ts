import { type ServiceError, status } from "@grpc/grpc-js";
import * as pb from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { decodeProperties } from "../../../provider/protocol/codec";
import { type PropertyMap, Secret, UNKNOWN } from "../../../provider/protocol/values";
import { type GivenPlugin, givenPlugin } from "../../support/plugin/given-plugin";
import { type DiffAnswer, diffAnswer, message } from "../../support/plugin/provider-client";

let given: GivenPlugin;
beforeAll(async () => {
  given = await givenPlugin({
    environment: { OSS_ACCESS_KEY_ID: "test", OSS_ACCESS_KEY_SECRET: "test", OSS_SESSION_TOKEN: "" },
  });
});
afterAll(() => given.close());

const LINK = { bucket: "links", key: "k", target: "t" };

async function checkConfig(news: PropertyMap): Promise<{ inputs: PropertyMap; failures: Record<string, string> }> {
  const response: pb.CheckResponse = await given.provider.call("checkConfig", message(pb.CheckRequest, { news }));
  const failures = response.getFailuresList().map((failure) => [failure.getProperty(), failure.getReason()]);
  return { inputs: decodeProperties(response.getInputs()), failures: Object.fromEntries(failures) };
}

async function diffConfig(oldInputs: PropertyMap, news: PropertyMap): Promise<DiffAnswer> {
  const request = message(pb.DiffRequest, { oldInputs, olds: oldInputs, news });
  return diffAnswer(await given.provider.call("diffConfig", request));
}

describe("CheckConfig", () => {
  it("keeps what was written, marks secrets, passes the version on, and adds nothing from the environment", async () => {
    const { inputs, failures } = await checkConfig({
      version: "0.1.0",
      region: "cn-hangzhou",
      accessKeyId: "a",
      accessKeySecret: "s",
      maxRetries: "5",
      requestPayer: true,
      endpoint: "",
    });
    expect(failures).toEqual({});
    expect({ ...inputs }).toEqual({
      version: "0.1.0",
      region: "cn-hangzhou",
      accessKeyId: "a",
      accessKeySecret: new Secret("s"),
      maxRetries: "5",
      requestPayer: true,
    });
    expect({ ...(await checkConfig({})).inputs }).toEqual({});
  });

  it("reports everything at once", async () => {
    const { failures } = await checkConfig({
      regoin: "x",
      addressing: "pth",
      maxRetries: "many",
      timeoutSeconds: 0,
      requestPayer: "maybe",
      accessKeyId: "a",
    });
    expect(failures).toEqual({
      regoin: 'is not a property of the provider; did you mean "region"?',
      addressing: 'must be one of auto, virtual, path, cname; did you mean "path"?',
      maxRetries: "must be a number, and is text",
      timeoutSeconds: "must be a whole number from 1 to 86400",
      requestPayer: "must be true or false, and is text",
      "": "accessKeySecret is missing, and accessKeyId is no use without it",
    });
  });
});

describe("DiffConfig", () => {
  it("sees values, not how they are written", async () => {
    const olds = { region: "r", maxRetries: "5", requestPayer: "true", accessKeySecret: new Secret("s") };
    expect(
      (await diffConfig(olds, { region: "r", maxRetries: 5, requestPayer: true, accessKeySecret: "s" })).changes,
    ).toBe("none");
  });

  it("never replaces, whatever changes", async () => {
    const olds = { region: "a", endpoint: "http://127.0.0.1:1", accessKeyId: "x", accessKeySecret: "y" };
    const answer = await diffConfig(olds, { region: "b", endpoint: UNKNOWN, addressing: "path", accessKeyId: "z" });
    expect(answer).toMatchObject({
      changes: "some",
      replaces: [],
      deleteBeforeReplace: false,
      detailed: {
        region: "UPDATE+",
        endpoint: "UPDATE+",
        addressing: "ADD+",
        accessKeyId: "UPDATE+",
        accessKeySecret: "DELETE+",
      },
    });
  });
});

describe("Configure", () => {
  it("takes values as JSON texts and secrets, and credentials from the environment", async () => {
    const { endpoint, region } = given.oss;
    const provider = await given.connect({
      endpoint: new Secret(endpoint),
      region,
      maxRetries: "0",
      requestPayer: "false",
    });
    expect((await provider.create(LINK)).id).toBe("links/k");
  });

  it("warns of plain http to another machine, and of nothing else", async () => {
    for (const endpoint of [
      "http://[::1]:9000",
      "http://localhost",
      "https://oss.internal.example",
      "oss.internal.example",
    ]) {
      await given.connect({ ...given.config, endpoint });
    }
    expect(given.warnings()).toEqual([]);
    await given.connect({ ...given.config, endpoint: "http://oss.internal.example:8080/" });
    expect(given.warnings()).toEqual([
      "requests to oss.internal.example go over plain http: whoever is on the way can read and change them; give the endpoint with https",
    ]);
  });

  it("tells the engine which keys are missing", async () => {
    const error: ServiceError = await given.connect({}).then(
      () => Promise.reject(new Error("was accepted")),
      (refusal: ServiceError) => refusal,
    );
    expect(error.code).toBe(status.INVALID_ARGUMENT);
    const [packed] = error.metadata.get("grpc-status-details-bin");
    const [any] = Status.deserializeBinary(packed as Buffer).getDetailsList();
    expect(any?.getTypeName()).toBe("pulumirpc.ConfigureErrorMissingKeys");
    const { missingkeysList } = pb.ConfigureErrorMissingKeys.deserializeBinary(
      any?.getValue_asU8() as Uint8Array,
    ).toObject();
    expect(missingkeysList).toMatchObject([{ name: "oss-symlink:region" }]);
  });

  it("of another region names the endpoint to use", async () => {
    const elsewhere = await givenPlugin({ buckets: [{ name: "links", region: "cn-beijing" }] });
    try {
      await expect(elsewhere.provider.create(LINK)).rejects.toThrow(/oss-cn-beijing/);
    } finally {
      await elsewhere.close();
    }
  });
});
