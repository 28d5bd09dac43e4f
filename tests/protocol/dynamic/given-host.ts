import { type Emulator, startEmulator } from "../../../emulator";
import type { DynamicProvider, Plain } from "../../../provider/dynamic/protocol";
import { dynamicProvider } from "../../../provider/dynamic/provider";
import { DynamicSession } from "../../../provider/dynamic/session";
import { layoutResource } from "../../../provider/layout/resource";
import { symlinkResource } from "../../../provider/symlink/resource";

export interface GivenHost {
  readonly oss: Emulator;
  /** A host as in a process that has just started. */
  readonly host: (config?: Readonly<Record<string, unknown>>) => DynamicProvider;
  /** Like `host`, but not configured yet. */
  readonly unconfigured: (environment?: Readonly<Record<string, string>>) => DynamicProvider;
  /** A host of layouts. */
  readonly layoutHost: () => DynamicProvider;
  /** Both kinds in one process, as in one deployment. */
  readonly hosts: () => { readonly symlinks: DynamicProvider; readonly layouts: DynamicProvider };
  /** Lines the host has written to the console. */
  readonly lines: () => string[];
  readonly close: () => Promise<void>;
}

export async function givenHost(): Promise<GivenHost> {
  const oss = await startEmulator({ buckets: ["links", { name: "versions", versioning: "Enabled" }] });
  const { endpoint, region, accessKeyId, accessKeySecret } = oss;
  const reached = Object.entries({ endpoint, region, accessKeyId, accessKeySecret });
  const defaults = Object.fromEntries(reached.map(([name, value]) => [`oss-symlink:${name}`, value]));
  const write = jest.spyOn(process.stdout, "write").mockReturnValue(true);
  const unconfigured = (environment = {}) => dynamicProvider(symlinkResource, new DynamicSession(environment));
  return {
    oss,
    host: (config = defaults) => {
      const provider = unconfigured();
      void provider.configure(configRequest(config));
      return provider;
    },
    unconfigured,
    layoutHost: () => {
      const provider = dynamicProvider(layoutResource, new DynamicSession({}));
      void provider.configure(configRequest(defaults));
      return provider;
    },
    hosts: () => {
      const session = new DynamicSession({});
      session.configure(configRequest(defaults).config);
      return { symlinks: dynamicProvider(symlinkResource, session), layouts: dynamicProvider(layoutResource, session) };
    },
    lines: () => write.mock.calls.map(([text]) => String(text)),
    close: async () => {
      write.mockRestore();
      await oss.close();
    },
  };
}

export function configRequest(config: Readonly<Record<string, unknown>>) {
  return { config: { get: (key: string) => config[key] } };
}

/** What the engine's dynamic provider does with an answer: its own property is put back. */
export function kept(answer: Plain | undefined): Plain {
  return { ...answer, __provider: "the provider's code" };
}
