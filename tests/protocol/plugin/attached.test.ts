import { type ServiceError, status } from "@grpc/grpc-js";
import { PluginAttach } from "@pulumi/pulumi/proto/plugin_pb";
import { cuttableRoute } from "../../support/plugin/cuttable-route";
import { startFakeEngine } from "../../support/plugin/fake-engine";
import { type GivenPlugin, givenPlugin } from "../../support/plugin/given-plugin";
import { message, ProviderClient } from "../../support/plugin/provider-client";

let given: GivenPlugin;
beforeEach(async () => {
  given = await givenPlugin();
});
afterEach(() => given.close());

const link = (key: string) => ({ bucket: "links", key, target: "t" });
const slow = { operation: "GetSymlink", effect: { kind: "latency", ms: 60_000 } } as const;

/** A request that waits is not in the list of requests yet, but its fault has struck. */
async function untilStruck(times: number): Promise<void> {
  const struck = () => given.oss.faults.list().some(({ hits }) => hits >= times);
  while (!struck()) await new Promise((resolve) => setTimeout(resolve, 5));
}

function codeOf(call: Promise<unknown>): Promise<number> {
  return call.then(
    () => status.OK,
    (error: ServiceError) => error.code,
  );
}

describe("a server that engines attach to", () => {
  it("keeps the configurations of its connections apart", async () => {
    const elsewhere = await givenPlugin();
    try {
      const other = await given.connect(elsewhere.config);
      await other.create(link("there"));
      await given.provider.create(link("here"));
      const puts = ({ oss }: GivenPlugin) => oss.requests().filter(({ operation }) => operation === "PutSymlink");
      expect(puts(given).map(({ key }) => key)).toEqual(["here"]);
      expect(puts(elsewhere).map(({ key }) => key)).toEqual(["there"]);
    } finally {
      await elsewhere.close();
    }
  });

  it("cancels the calls of one connection only, and serves its next deployment", async () => {
    const { provider, oss } = given;
    const route = await cuttableRoute(given.address);
    const other = await given.connect(given.config, route.address);
    const fault = oss.faults.add(slow);
    const cancelled = codeOf(provider.create(link("a")));
    let answered = false;
    const others = codeOf(other.create(link("b"))).then(() => {
      answered = true;
    });
    await untilStruck(2);
    await provider.cancel();
    expect(await cancelled).toBe(status.CANCELLED);
    expect(await codeOf(provider.create(link("c")))).toBe(status.CANCELLED);
    await provider.cancel();
    oss.faults.remove(fault);

    await provider.handshake(given.engine.address);
    await provider.configure(given.config);
    expect((await provider.create(link("d"))).id).toBe("links/d");
    expect(answered).toBe(false);
    route.cut();
    await others;
  });

  it("logs to the engine that a connection was told of", async () => {
    const { provider } = given;
    const { properties } = await provider.create(link("k"));
    const engine = await startFakeEngine();
    await provider.call("attach", message(PluginAttach, { address: engine.address }));
    await provider.create(link("k"));
    expect(engine.log).toEqual([
      {
        severity: "WARNING",
        message: "links/k existed already, exactly as declared; it is managed here from now on",
        urn: "urn:pulumi:dev::test::oss-symlink:index:Symlink::link",
        ephemeral: false,
      },
    ]);
    expect(given.engine.log).toEqual([]);
    expect(properties.etag).toBeDefined();
    engine.close();
  });

  it("works on when an engine that it logs to has vanished", async () => {
    const { provider, engine } = given;
    await provider.create(link("k"));
    engine.close();
    expect((await provider.create(link("k"))).id).toBe("links/k");
  });

  it("aborts a call whose connection breaks", async () => {
    const route = await cuttableRoute(given.address);
    const other = await given.connect(given.config, route.address);
    given.oss.faults.add(slow);
    const pending = codeOf(other.create(link("broken")));
    await untilStruck(1);
    route.cut();
    expect(await pending).toBe(status.UNAVAILABLE);
    given.oss.faults.clear();
    // A create that had not been aborted would still hold the lock of its name.
    expect((await given.provider.create(link("broken"))).id).toBe("links/broken");
  });

  it("does not lend one connection the configuration of another", async () => {
    const fresh = new ProviderClient(given.address);
    await expect(fresh.create(link("k"))).rejects.toMatchObject({ code: status.FAILED_PRECONDITION });
    fresh.close();
  });
});
