import { connect } from "node:net";

const LOOK_EVERY_MS = 500;
/** An engine that starts us connects at once; one that was killed before it could never will. */
const FIRST_CONNECTION_MS = 20_000;

export interface Watched {
  readonly connected: () => boolean;
  readonly whenDisconnected: (action: () => void) => void;
}

/**
 * Calls `onDeath` when the engine is gone: nothing else tells a plugin whose engine was killed, and it would live on for
 * ever. That no connection is left proves nothing, engines may close an idle one and come back; so then, and only then,
 * it is asked whether anybody still listens at the engine's address.
 */
export function watchEngine(engineAddress: string, watched: Watched, onDeath: () => void): void {
  const parent = process.ppid;
  const lookUntilBack = () => {
    if (watched.connected()) return;
    const again = () => setTimeout(lookUntilBack, LOOK_EVERY_MS).unref();
    if (process.ppid !== parent) return onDeath();
    isListening(engineAddress, (alive) => (alive ? again() : onDeath()));
  };
  watched.whenDisconnected(lookUntilBack);
  setTimeout(lookUntilBack, FIRST_CONNECTION_MS).unref();
}

/** Only a refusal is a proof that nobody does: this process may be short of something itself. */
export function isListening(address: string, answer: (alive: boolean) => void): void {
  const colon = address.lastIndexOf(":");
  const socket = connect({ host: address.slice(0, colon), port: Number(address.slice(colon + 1)) });
  const settle = (alive: boolean) => {
    socket.destroy();
    answer(alive);
  };
  socket.once("connect", () => settle(true));
  socket.once("error", (error: NodeJS.ErrnoException) => settle(error.code !== "ECONNREFUSED"));
}
