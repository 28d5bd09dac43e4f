import type { Emulator } from "../../../emulator";
import type { OssClient } from "../../../provider/oss";
import type { CommandResult, Stack, Step } from "../harness";
import { BUCKET, givenLinks } from "../symlink/given-links";

export interface GivenLayouts {
  readonly oss: Emulator;
  /** Looks at the bucket, and writes to it, past the provider. */
  readonly foreign: OssClient;
  readonly stack: Stack;
  /** Rewrites the program: one layout named `latest`, and single links by resource name, each with its `options`. */
  declare(layout: Properties | undefined, links?: Readonly<Record<string, Properties>>): void;
  /** What is at a key: a link's target, `(object)` or `(nothing)`. */
  at(key: string): Promise<string>;
  /** Keys of all that is in the bucket. */
  remains(): Promise<string[]>;
  close(): Promise<void>;
}

export type Properties = { readonly [name: string]: unknown };

export { BUCKET };

/** As for single links: a YAML program on the real engine, with the plugin booted by it and a local OSS server behind. */
export async function givenLayouts(): Promise<GivenLayouts> {
  const { oss, client: foreign, stack, targetOf, close } = await givenLinks();
  return {
    oss,
    foreign,
    stack,
    declare: (layout, links = {}) => stack.write({ "Main.yaml": programOf(layout, links) }),
    at: async (key) => (await targetOf(key)) ?? "(nothing)",
    remains: async () => {
      const keys: string[] = [];
      for await (const { key } of foreign.listObjects(BUCKET)) keys.push(key);
      return keys;
    },
    close,
  };
}

/** JSON is YAML. */
function programOf(layout: Properties | undefined, links: Readonly<Record<string, Properties>>): string {
  const resources: Record<string, unknown> = {};
  for (const [name, { options = {}, ...properties }] of Object.entries(links)) {
    resources[name] = {
      type: "oss-symlink:Symlink",
      properties: { bucket: BUCKET, targetCheck: "off", ...properties },
      options,
    };
  }
  if (layout !== undefined) {
    const { options = {}, ...properties } = layout;
    const common = { bucket: BUCKET, prefix: "latest/", targetCheck: "off" };
    resources.latest = { type: "oss-symlink:AliasLayout", properties: { ...common, ...properties }, options };
  }
  return JSON.stringify({ resources });
}

/** So many links, by name. */
export function manyLinks(count: number): Record<string, string> {
  const name = (index: number) => `file-${String(index).padStart(5, "0")}`;
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [name(index), name(index)]));
}

export function layoutStep({ steps }: CommandResult): Step | undefined {
  return steps.find(({ type, op }) => type === "oss-symlink:index:AliasLayout" && op !== "refresh");
}

/** Paths that the step says differ. */
export function differing(result: CommandResult): string[] {
  return Object.keys(layoutStep(result)?.detailedDiff ?? {}).sort();
}

export function messagesOf({ diagnostics }: CommandResult, severity: string): string {
  return diagnostics
    .filter((diagnostic) => diagnostic.severity === severity)
    .map(({ message }) => message)
    .join("\n");
}
