import { type BucketSpec, type Emulator, startEmulator } from "../../../emulator";
import { createClient, isNoSuchKey, isNotSymlink, type OssClient, type SymlinkInfo } from "../../../provider/oss";
import { builtPackage } from "../../support/plugin/built";
import { type CommandResult, givenStack, type Stack, type Step } from "../harness";

export interface GivenLinks {
  readonly oss: Emulator;
  /** Looks at the bucket past the provider. */
  readonly client: OssClient;
  readonly stack: Stack;
  /** Rewrites the program: resources by name, as their properties, or with `properties` and `options`. */
  declare(links: Readonly<Record<string, Declared>>, outputs?: Readonly<Record<string, string>>): void;
  /** What is under a key: a link's target, `(object)`, or undefined. */
  targetOf(key: string): Promise<string | undefined>;
  linkAt(key: string): Promise<SymlinkInfo>;
  close(): Promise<void>;
}

export type Declared = { readonly [name: string]: unknown };

export const BUCKET = "links";

/** A YAML program on the real engine, with the plugin booted by it and a local OSS server behind. */
export async function givenLinks(bucket: Omit<BucketSpec, "name"> = {}): Promise<GivenLinks> {
  const oss = await startEmulator({ buckets: [{ name: BUCKET, ...bucket }] });
  const { endpoint, region, accessKeyId, accessKeySecret } = oss;
  const client = createClient({ endpoint, region, credentials: { accessKeyId, accessKeySecret } });
  const stack = await givenStack({
    program: { runtime: "yaml", files: { "Main.yaml": "{}" } },
    plugins: { "oss-symlink": builtPackage() },
    config: { "oss-symlink:endpoint": endpoint, "oss-symlink:region": region },
    env: { OSS_ACCESS_KEY_ID: accessKeyId, OSS_ACCESS_KEY_SECRET: accessKeySecret },
  });
  return {
    oss,
    client,
    stack,
    declare: (links, outputs = {}) => stack.write({ "Main.yaml": yamlOf(links, outputs) }),
    targetOf: async (key) => {
      try {
        return (await client.getSymlink(BUCKET, key)).target;
      } catch (error) {
        if (isNoSuchKey(error)) return undefined;
        if (isNotSymlink(error)) return "(object)";
        throw error;
      }
    },
    linkAt: (key) => client.getSymlink(BUCKET, key),
    close: async () => {
      client.close();
      await oss.close();
    },
  };
}

/** The steps that concern links. */
export function linkSteps({ steps }: CommandResult): Step[] {
  return steps.filter(({ type }) => type === "oss-symlink:index:Symlink");
}

/** What was done to links, as `op name`. */
export function linkOps(result: CommandResult): string[] {
  return linkSteps(result).map(({ op, name }) => `${op} ${name}`);
}

export function warningsOf({ diagnostics }: CommandResult): string[] {
  return diagnostics.filter(({ severity }) => severity === "warning").map(({ message }) => message);
}

export function errorsOf({ diagnostics }: CommandResult): string {
  return diagnostics
    .filter(({ severity }) => severity === "error")
    .map(({ message }) => message)
    .join("\n");
}

/** JSON is YAML. A declaration without `properties` is the properties. */
function yamlOf(links: Readonly<Record<string, Declared>>, outputs: Readonly<Record<string, string>>): string {
  const resources = Object.entries(links).map(([name, declared]) => {
    const { properties = declared, options } = declared;
    return [
      name,
      {
        type: "oss-symlink:Symlink",
        properties: { bucket: BUCKET, ...(properties as object) },
        ...(options !== undefined && { options }),
      },
    ];
  });
  return JSON.stringify({ resources: Object.fromEntries(resources), outputs });
}
