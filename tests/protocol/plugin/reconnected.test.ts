import { setTimeout as pause } from "node:timers/promises";
import { status } from "@grpc/grpc-js";
import { cuttableRoute } from "../../support/plugin/cuttable-route";
import { type GivenPlugin, givenPlugin } from "../../support/plugin/given-plugin";
import { ProviderClient } from "../../support/plugin/provider-client";

/** gRPC for Go closes a connection after half an hour without calls, and opens another one for the next call. */
let given: GivenPlugin;
beforeEach(async () => {
  given = await givenPlugin({ startedByEngine: true });
});
afterEach(() => given.close());

const INPUTS = { bucket: "links", key: "latest", target: "releases/1" };
const URN = "urn:pulumi:dev::test::oss-symlink:index:Symlink::latest";

describe("a plugin whose engine comes back by another connection", () => {
  it("goes on as configured, and still knows what the deployment has declared", async () => {
    const { provider, address } = given;
    const { inputs } = await provider.check(INPUTS, {}, URN);
    await provider.create(inputs);
    provider.close();
    const again = new ProviderClient(address);
    try {
      expect(await again.create({ ...INPUTS, key: "other" })).toMatchObject({ id: "links/other" });
      const twin = await again.check(INPUTS, {}, `${URN}-twin`);
      expect(twin.failures).toEqual({ key: expect.stringContaining("is declared twice") });
    } finally {
      again.close();
    }
  });

  it("aborts what was under way when the connection broke, and serves the next call", async () => {
    const { address, config, oss } = given;
    const route = await cuttableRoute(address);
    const provider = await given.connect(config, route.address);
    const fault = oss.faults.add({ operation: "GetSymlink", effect: { kind: "latency", ms: 60_000 } });
    const broken = provider.create(INPUTS).catch(({ code }) => code);
    while (oss.faults.list()[0]?.hits === 0) await pause(20);
    route.cut();
    expect(await broken).toBe(status.UNAVAILABLE);
    oss.faults.remove(fault);
    const again = new ProviderClient(address);
    try {
      // It would wait for its name, had the first one not been aborted.
      expect(await again.create(INPUTS)).toMatchObject({ id: "links/latest" });
    } finally {
      again.close();
    }
  });
});
