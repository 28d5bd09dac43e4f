import type { Server as Listener } from "node:net";
import { engineAddressIn } from "./arguments";
import { watchEngine } from "./engine-watch";
import { servePlugin } from "./serve";

/** Serves until the engine that started this process is gone; without one, until killed. */
export function start(listener: Listener, args: readonly string[]): void {
  const engineAddress = engineAddressIn(args);
  const { connections } = servePlugin(listener, { engineAddress });
  if (engineAddress === undefined) return;
  const watched = {
    connected: () => connections.count > 0,
    whenDisconnected: (action: () => void) => connections.whenEmpty(action),
  };
  watchEngine(engineAddress, watched, () => process.exit(0));
}
