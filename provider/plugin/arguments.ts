/** Flags that engines may put before their address, and whether a value follows each. */
const FLAGS_WITH_VALUE = new Set(["--tracing", "-v"]);

/** The engine's address among a plugin's arguments; undefined for a server that engines attach to. */
export function engineAddressIn(args: readonly string[]): string | undefined {
  for (let index = 0; index < args.length; index++) {
    const arg = args[index] as string;
    if (FLAGS_WITH_VALUE.has(arg)) index++;
    else if (!arg.startsWith("-")) return arg;
  }
  return undefined;
}
