import { delimiter, dirname } from "node:path";
import type { Folders } from "./folders";

export type Variables = Record<string, string>;

/** The whole environment of a command: nothing of the developer's but the search path comes in. */
export function environmentOf(folders: Folders, engine: string, extra: Variables): Variables {
  refuseForeignEndpoints(extra);
  return {
    PATH: [engine, dirname(process.execPath), process.env.PATH ?? ""].join(delimiter),
    HOME: folders.home,
    TMPDIR: folders.temporary,
    LANG: "C.UTF-8",
    NO_COLOR: "1",
    PULUMI_HOME: folders.home,
    PULUMI_BACKEND_URL: `file://${folders.state}`,
    PULUMI_CONFIG_PASSPHRASE: "test",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PULUMI_DISABLE_REGISTRY_RESOLVE: "true",
    PULUMI_IGNORE_AMBIENT_PLUGINS: "true",
    // Unlocks --event-log.
    PULUMI_DEBUG_COMMANDS: "true",
    ...extra,
  };
}

/** A test that could reach a real service by a slip is not run at all. */
export function refuseForeignEndpoints(settings: Variables): void {
  for (const [name, value] of Object.entries(settings)) {
    const host = hostNamed(name, value);
    if (host === undefined || isLoopback(host)) continue;
    throw new Error(`${name}=${value}: engine tests talk to this machine only (127.0.0.1, ::1, localhost)`);
  }
}

/** The host that a setting names, if it is an address at all. */
function hostNamed(name: string, value: string): string | undefined {
  if (value.startsWith("file://")) return undefined;
  const isAddress = /^[a-z]+:\/\//i.test(value);
  if (!isAddress && (!/endpoint$/i.test(name) || value === "")) return undefined;
  try {
    return new URL(isAddress ? value : `http://${value}`).hostname;
  } catch {
    return value;
  }
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "[::1]" || /^127(\.\d{1,3}){3}$/.test(host);
}
