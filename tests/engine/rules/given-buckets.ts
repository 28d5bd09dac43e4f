import { setTimeout } from "node:timers/promises";
import { type Emulator, type EmulatorOptions, startEmulator } from "../../../emulator";
import { createClient, isNoSuchKey, isNotSymlink, type OssClient } from "../../../provider/oss";
import { builtPackage } from "../../support/plugin/built";
import { givenStack, type RunningCommand, type Stack } from "../harness";

/** One bucket of each kind. */
export const BUCKETS = ["plain", "versioned", "suspended"] as const;
export type Bucket = (typeof BUCKETS)[number];

export interface Declared {
  readonly bucket?: string;
  readonly key: string;
  readonly target: string;
  readonly [property: string]: unknown;
}

export interface Link {
  readonly properties: Declared;
  readonly options?: Readonly<Record<string, unknown>>;
}

export interface Deployer {
  readonly stack: Stack;
  /** Rewrites the program: links by resource name. */
  declare(links: Readonly<Record<string, Declared | Link>>): void;
}

export interface Buckets {
  readonly oss: Emulator;
  /** Reads and writes the buckets past the provider. */
  readonly foreign: OssClient;
  /** A stack of its own on these buckets. */
  deployer(): Promise<Deployer>;
  /** What is at a key: a link's target, `(object)` or `(nothing)`. */
  at(bucket: string, key: string): Promise<string>;
  /** The same of a key in every bucket. */
  everywhere(key: string): Promise<string[]>;
  /** What is current in any bucket, as `bucket/key`. */
  remains(): Promise<string[]>;
  /** Waits until a command's request has met a fault that holds it up. */
  untilHeld(running: RunningCommand, fault: string): Promise<void>;
  close(): Promise<void>;
}

export async function givenBuckets(options: EmulatorOptions = {}): Promise<Buckets> {
  const oss = await startEmulator({
    buckets: [
      { name: "plain" },
      { name: "versioned", versioning: "Enabled" },
      { name: "suspended", versioning: "Suspended" },
    ],
    ...options,
  });
  const { endpoint, region, accessKeyId, accessKeySecret } = oss;
  const foreign = createClient({ endpoint, region, credentials: { accessKeyId, accessKeySecret } });
  const at = async (bucket: string, key: string) => {
    try {
      return (await foreign.getSymlink(bucket, key)).target;
    } catch (error) {
      if (isNoSuchKey(error)) return "(nothing)";
      if (isNotSymlink(error)) return "(object)";
      throw error;
    }
  };
  return {
    oss,
    foreign,
    deployer: async () => {
      const stack = await givenStack({
        program: { runtime: "yaml", files: { "Main.yaml": "{}" } },
        plugins: { "oss-symlink": builtPackage() },
        config: { "oss-symlink:endpoint": endpoint, "oss-symlink:region": region },
        env: { OSS_ACCESS_KEY_ID: accessKeyId, OSS_ACCESS_KEY_SECRET: accessKeySecret },
      });
      return { stack, declare: (links) => stack.write({ "Main.yaml": programOf(links) }) };
    },
    at,
    everywhere: (key) => Promise.all(BUCKETS.map((bucket) => at(bucket, key))),
    remains: async () => {
      const found: string[] = [];
      for (const bucket of BUCKETS) {
        for await (const { key } of foreign.listObjects(bucket)) found.push(`${bucket}/${key}`);
      }
      return found;
    },
    untilHeld: async (running, fault) => {
      const ended = running.done.then(({ stdout }) => `ended before the request was held:\n${stdout}`);
      for (;;) {
        if (oss.faults.list().some(({ id, hits }) => id === fault && hits > 0)) return;
        const early = await Promise.race([ended, setTimeout(20, undefined)]);
        if (early !== undefined) throw new Error(early);
      }
    },
    close: async () => {
      foreign.close();
      await oss.close();
    },
  };
}

/** One link in each bucket, all alike, named `NAME-BUCKET`. */
export function inEach(
  name: string,
  properties: Declared,
  options?: Readonly<Record<string, unknown>>,
): Record<string, Link> {
  return Object.fromEntries(
    BUCKETS.map((bucket) => [
      `${name}-${bucket}`,
      { properties: { ...properties, bucket }, ...(options && { options }) },
    ]),
  );
}

export function urnOf(name: string): string {
  return `urn:pulumi:dev::test::oss-symlink:index:Symlink::${name}`;
}

/** JSON is YAML. */
function programOf(links: Readonly<Record<string, Declared | Link>>): string {
  const resources = Object.entries(links).map(([name, link]) => {
    const { properties, options } = isLink(link) ? link : { properties: link, options: undefined };
    const declared = { bucket: "plain", ...properties };
    return [name, { type: "oss-symlink:Symlink", properties: declared, ...(options && { options }) }];
  });
  return JSON.stringify({ resources: Object.fromEntries(resources) });
}

function isLink(link: Declared | Link): link is Link {
  return "properties" in link;
}
