import { join } from "node:path";
import { type Emulator, startEmulator } from "../../../emulator";
import { builtPackage } from "../../support/plugin/built";
import { describeOnEngine, givenStack } from "../harness";
import { linkOps } from "./given-links";

jest.setTimeout(120_000);

const DONE = { expectSuccess: true };

let oss: Emulator;
beforeEach(async () => {
  oss = await startEmulator({ buckets: ["links"] });
});
afterEach(() => oss.close());

describeOnEngine("a provider whose endpoint another resource only tells once it is there", () => {
  it("previews without a request, goes up, and previews clean", async () => {
    const { endpoint, region, accessKeyId, accessKeySecret } = oss;
    const where = ["$", "{where.value}"].join("");
    const resources = {
      where: { type: "probe:Thing", properties: { value: `later:${endpoint}` } },
      local: {
        type: "pulumi:providers:oss-symlink",
        properties: { endpoint: where, region, accessKeyId, accessKeySecret },
      },
      link: {
        type: "oss-symlink:Symlink",
        properties: { bucket: "links", key: "latest", target: "releases/1" },
        options: { provider: ["$", "{local}"].join("") },
      },
    };
    const stack = await givenStack({
      program: { runtime: "yaml", files: { "Main.yaml": JSON.stringify({ resources }) } },
      plugins: { "oss-symlink": builtPackage(), probe: join(__dirname, "..", "probe") },
    });
    expect(linkOps(await stack.preview([], DONE))).toEqual(["create link"]);
    expect(oss.requests()).toEqual([]);
    expect(linkOps(await stack.up([], DONE))).toEqual(["create link"]);
    expect(oss.requests().filter(({ operation }) => operation === "PutSymlink")).toHaveLength(1);
    await stack.preview(["--expect-no-changes"], DONE);
    await stack.destroy([], DONE);
    expect(oss.requests().at(-1)).toMatchObject({ operation: "DeleteObject", status: 204 });
  });
});
