import type { Props, ResourceArgs, ResourcePolicy, StackArgs, StackPolicy } from "../../../policy/pulumi";

/** What the package exports for tests, though its types lack it. Not the package whole: that loads all of Pulumi. */
const { UnknownValueError, unknownCheckingProxy }: Proxies = require("@pulumi/policy/proxy");

interface Proxies {
  readonly UnknownValueError: new (sentinel: string, path: readonly string[]) => Error;
  readonly unknownCheckingProxy: (props: object) => Props;
}

export const SYMLINK = "oss-symlink:index:Symlink";
export const LAYOUT = "oss-symlink:index:AliasLayout";
export const DYNAMIC_SYMLINK = "pulumi-nodejs:dynamic/oss-symlink:Symlink";
export const DYNAMIC_LAYOUT = "pulumi-nodejs:dynamic/oss-symlink:AliasLayout";

/** What the engine sends in the place of a text that a preview does not know yet. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export interface GivenResource {
  readonly type?: string;
  readonly name?: string;
  readonly props: object;
  readonly opts?: { readonly protect?: boolean; readonly additionalSecretOutputs?: readonly string[] };
}

export interface Outcome {
  readonly said: readonly string[];
  /** The resources that were complained of, by their names. */
  readonly about: readonly (string | undefined)[];
  /** Why the policy does not apply, or what it could not know. */
  readonly ended?: string;
}

class NotApplicable extends Error {}

/** Asks a policy about one resource, as `@pulumi/policy` does. */
export function judged(policy: ResourcePolicy, resource: GivenResource, config: object = {}): Outcome {
  return outcomeOf((report) => policy.validateResource(argsOf(resource, config), report));
}

/** Asks a policy about a whole stack. */
export function judgedStack(policy: StackPolicy, resources: readonly GivenResource[], config: object = {}): Outcome {
  const args: StackArgs = { resources: resources.map((resource) => argsOf(resource, {})), ...surroundings(config) };
  return outcomeOf((report) => policy.validateStack(args, report));
}

export function argsOf(resource: GivenResource, config: object): ResourceArgs {
  const { type = SYMLINK, name = "app", props, opts } = resource;
  const urn = `urn:pulumi:dev::test::${type}::${name}`;
  const options = { protect: false, additionalSecretOutputs: [], ...opts };
  return { type, name, urn, opts: options, props: unknownCheckingProxy(props), ...surroundings(config) };
}

function surroundings(config: object) {
  return {
    getConfig: <T extends object>() => config as T,
    notApplicable: (reason?: string): never => {
      throw new NotApplicable(reason);
    },
  };
}

function outcomeOf(run: (report: (message: string, urn?: string) => void) => void): Outcome {
  const said: string[] = [];
  const about: (string | undefined)[] = [];
  try {
    run((message, urn) => {
      said.push(message);
      about.push(urn?.split("::").at(-1));
    });
    return { said, about };
  } catch (error) {
    if (!(error instanceof NotApplicable || error instanceof UnknownValueError)) throw error;
    return { said, about, ended: error.message };
  }
}

/** A Symlink's inputs, as far as they matter. */
export function link(props: object): GivenResource {
  return { props: { bucket: "artifacts", key: "latest/app.tgz", target: "releases/1.4.2/app.tgz", ...props } };
}

export function layout(props: object): GivenResource {
  const links = { "app.tgz": "app.tgz", "notes.txt": "notes.txt" };
  const common = { bucket: "artifacts", prefix: "latest/", targetPrefix: "releases/1.4.2/", links };
  return { type: LAYOUT, name: "latest", props: { ...common, ...props } };
}
