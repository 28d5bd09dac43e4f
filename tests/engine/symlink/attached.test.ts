import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { startEmulator } from "../../../emulator";
import { builtPackage } from "../../support/plugin/built";
import { describeOnEngine, givenStack } from "../harness";
import { linkOps } from "./given-links";

jest.setTimeout(120_000);

const DONE = { expectSuccess: true };

let plugin: ChildProcess | undefined;
afterAll(() => void plugin?.kill("SIGKILL"));

/** The plugin as a server that no engine has started; its environment leads nowhere. */
async function startPlugin(): Promise<number> {
  const env = { PATH: process.env.PATH, OSS_ACCESS_KEY_ID: "test", OSS_ACCESS_KEY_SECRET: "test" };
  const shim = join(builtPackage(), "pulumi-resource-oss-symlink");
  plugin = spawn(shim, [], { env, stdio: ["ignore", "pipe", "inherit"] });
  const [line] = plugin.stdout ? await once(plugin.stdout, "data") : [];
  return Number(line);
}

const linkTo = (target: string) =>
  JSON.stringify({
    resources: { latest: { type: "oss-symlink:Symlink", properties: { bucket: "links", key: "latest", target } } },
  });

describeOnEngine("a plugin that engines attach to", () => {
  it("serves deployment after deployment of several stacks, each with its own configuration", async () => {
    const port = await startPlugin();
    const places = await Promise.all([1, 2].map(() => startEmulator({ buckets: ["links"] })));
    try {
      const stacks = await Promise.all(
        places.map(({ endpoint, region }) =>
          givenStack({
            program: { runtime: "yaml", files: { "Main.yaml": linkTo("releases/1") } },
            attach: { "oss-symlink": port },
            config: { "oss-symlink:endpoint": endpoint, "oss-symlink:region": region },
          }),
        ),
      );
      const eachOps = async (command: "up" | "destroy") =>
        (await Promise.all(stacks.map((stack) => stack[command]([], DONE)))).map(linkOps);
      expect(await eachOps("up")).toEqual([["create latest"], ["create latest"]]);
      expect(await eachOps("up")).toEqual([["same latest"], ["same latest"]]);
      for (const stack of stacks) stack.write({ "Main.yaml": linkTo("releases/2") });
      expect(await eachOps("up")).toEqual([["update latest"], ["update latest"]]);
      expect(await eachOps("destroy")).toEqual([["delete latest"], ["delete latest"]]);
      const written = places.map((oss) => oss.requests().filter(({ operation }) => /^(Put|Delete)/.test(operation)));
      for (const requests of written) {
        expect(requests.map(({ operation, status }) => `${operation} ${status}`)).toEqual([
          "PutSymlink 200",
          "PutSymlink 200",
          "DeleteObject 204",
        ]);
      }
      expect(plugin?.exitCode).toBeNull();
    } finally {
      await Promise.all(places.map((oss) => oss.close()));
    }
  });
});
