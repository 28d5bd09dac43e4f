import type { BucketSpec } from "../../../emulator";
import { createClient, isNoSuchKey, isNotSymlink, type OssClient } from "../../../provider/oss";
import type { PropertyMap } from "../../../provider/protocol/values";
import { type GivenOptions, type GivenPlugin, givenPlugin } from "./given-plugin";
import { type DiffAnswer, LAYOUT_TYPE, type ProviderClient, TYPE } from "./provider-client";

export const BUCKET = "links";
export const KEY = "latest/app.tgz";
export const ID = `${BUCKET}/${KEY}`;
export const LINK = { bucket: BUCKET, key: KEY, target: "releases/1" };

/** The kinds of buckets that matter, by name. */
export const BUCKET_KINDS: readonly (readonly [string, Omit<BucketSpec, "name">])[] = [
  ["a never-versioned bucket", {}],
  ["a bucket with versioning", { versioning: "Enabled" }],
  ["a bucket with suspended versioning", { versioning: "Suspended" }],
];

/** What an engine keeps of a resource. */
export interface State {
  readonly id: string;
  readonly inputs: PropertyMap;
  readonly outputs: PropertyMap;
}

/** A resource of a program, driven as an engine drives it, and its state. */
export class Resource {
  state: State | undefined;
  readonly urn: string;

  constructor(
    readonly name: string,
    public provider: ProviderClient,
    readonly type: string = TYPE,
  ) {
    this.urn = `urn:pulumi:dev::test::${type}::${name}`;
  }

  /** The state, where the test knows that there is one. */
  get known(): State {
    if (this.state === undefined) throw new Error(`${this.name} has no state`);
    return this.state;
  }

  async check(inputs: PropertyMap): Promise<PropertyMap> {
    const checked = await this.provider.check(inputs, this.state?.inputs ?? {}, this.urn);
    if (Object.keys(checked.failures).length > 0) throw new Error(JSON.stringify(checked.failures));
    return checked.inputs;
  }

  async preview(news: PropertyMap): Promise<PropertyMap> {
    const inputs = await this.check(news);
    return (await this.provider.create(inputs, { preview: true, urn: this.urn })).properties;
  }

  async create(news: PropertyMap): Promise<State> {
    const inputs = await this.check(news);
    const { id, properties } = await this.provider.create(inputs, { urn: this.urn });
    this.state = { id, inputs, outputs: properties };
    return this.state;
  }

  async diff(news: PropertyMap, ignoreChanges: readonly string[] = []): Promise<DiffAnswer> {
    const { id, inputs, outputs } = this.known;
    const change = { id, urn: this.urn, olds: outputs, oldInputs: inputs, news };
    return await this.provider.diff({ ...change, ignorechangesList: [...ignoreChanges] });
  }

  /** Check, Diff, and Update if there is a difference; returns what differed. */
  async up(news: PropertyMap, ignoreChanges: readonly string[] = []): Promise<Record<string, string>> {
    const inputs = await this.check(news);
    const { detailed, changes } = await this.diff(inputs, ignoreChanges);
    if (changes === "none") {
      this.state = { ...this.known, inputs };
      return {};
    }
    await this.update(inputs, ignoreChanges);
    return detailed;
  }

  async update(news: PropertyMap, ignoreChanges: readonly string[] = []): Promise<void> {
    const { id, inputs, outputs } = this.known;
    const change = { id, urn: this.urn, olds: outputs, oldInputs: inputs, news };
    const updated = await this.provider.update({ ...change, ignorechangesList: [...ignoreChanges] });
    this.state = { id, inputs: news, outputs: updated };
  }

  async previewUpdate(news: PropertyMap): Promise<PropertyMap> {
    const { id, inputs, outputs } = this.known;
    const change = { id, urn: this.urn, olds: outputs, oldInputs: inputs, news: await this.check(news) };
    return await this.provider.update({ ...change, preview: true });
  }

  /** False if it is gone. */
  async read(): Promise<boolean> {
    const { id, inputs, outputs } = this.known;
    const read = await this.provider.read(id, inputs, outputs, this.urn);
    this.state =
      read.id === "" ? undefined : { id: read.id, inputs: read.inputs ?? {}, outputs: read.properties ?? {} };
    return this.state !== undefined;
  }

  async import(id: string): Promise<State> {
    const read = await this.provider.read(id, undefined, undefined, this.urn);
    this.state = { id: read.id, inputs: read.inputs ?? {}, outputs: read.properties ?? {} };
    return this.state;
  }

  async delete(state: State = this.known): Promise<void> {
    await this.provider.delete(state.id, state.outputs, state.inputs, this.urn);
    if (state === this.state) this.state = undefined;
  }
}

export interface Scene {
  readonly given: GivenPlugin;
  /** Reads and writes the bucket past the provider: the foreign writer, and the judge. */
  readonly foreign: OssClient;
  resource(name?: string): Resource;
  layout(name?: string): Resource;
  /** A resource of the same program that another process serves, in the next deployment. */
  inNewProcess(resource: Resource, config?: PropertyMap): Promise<Resource>;
  /** As when the provider's options have changed: the deployment's engine starts another process for them. */
  inSecondProcess(resource: Resource): Promise<Resource>;
  /** What is at a key: a link's target, `(object)`, or `(nothing)`. */
  at(key?: string): Promise<string>;
  /** Versions of a key, newest first; delete markers in brackets. */
  versions(key?: string): Promise<string[]>;
  /** Names of the operations that the provider has sent since this was last asked, with the statuses that failed. */
  sent(): string[];
  warnings(): string[];
  close(): Promise<void>;
}

export async function givenScene(bucket: Omit<BucketSpec, "name"> = {}, options: GivenOptions = {}): Promise<Scene> {
  const given = await givenPlugin({ ...options, buckets: [{ name: BUCKET, ...bucket }] });
  const { endpoint, region } = given.oss;
  const credentials = { accessKeyId: given.oss.accessKeyId, accessKeySecret: given.oss.accessKeySecret };
  const foreign = createClient({ endpoint, region, credentials });
  let counted = 0;
  const sent = () => {
    const requests = given.oss.requests().slice(counted);
    counted += requests.length;
    return requests.map(({ operation, status }) => (status < 300 ? operation : `${operation} ${status}`));
  };
  let engineAddress = given.engine.address;
  const moved = async ({ name, state, type }: Resource, config?: PropertyMap): Promise<Resource> => {
    const resource = new Resource(name, await given.connect(config, given.address, engineAddress), type);
    resource.state = state;
    return resource;
  };
  return {
    given,
    foreign,
    resource: (name = "link") => new Resource(name, given.provider),
    layout: (name = "layout") => new Resource(name, given.provider, LAYOUT_TYPE),
    inNewProcess: async (resource, config) => {
      engineAddress = await given.engine.nextAddress();
      return await moved(resource, config);
    },
    inSecondProcess: (resource) => moved(resource),
    at: async (key = KEY) => {
      try {
        return (await foreign.getSymlink(BUCKET, key)).target;
      } catch (error) {
        if (isNoSuchKey(error)) return "(nothing)";
        if (isNotSymlink(error)) return "(object)";
        throw error;
      }
    },
    versions: async (key = KEY) => {
      const found: string[] = [];
      for await (const { versionId, deleteMarker } of foreign.listVersions(BUCKET, { prefix: key })) {
        found.push(deleteMarker ? `[${versionId}]` : versionId);
      }
      return found;
    },
    sent,
    warnings: () => given.warnings(),
    close: async () => {
      foreign.close();
      await given.close();
    },
  };
}
