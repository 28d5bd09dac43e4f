import type { Server as Listener, Socket } from "node:net";

/** What belongs to one connection of an engine, and is gone with it. */
export interface Closable {
  close(): void;
}

/**
 * One `Session` per connection. grpc-js does not say when a client's connection ends, so the sockets are accepted here
 * and handed over; a call is matched to its connection by the peer's address and port.
 */
export class Connections<Session extends Closable> {
  private readonly sessions = new Map<string, Session>();
  private readonly sockets = new Set<Socket>();
  private onEmpty: () => void = () => {};

  constructor(private readonly open: () => Session) {}

  accept(listener: Listener, handOver: (socket: Socket) => void): void {
    listener.on("connection", (socket) => {
      this.watch(socket);
      handOver(socket);
    });
  }

  /** The session of the connection that a call came in by. */
  sessionOf(peer: string): Session {
    const known = this.sessions.get(peer);
    if (known !== undefined) return known;
    const session = this.open();
    this.sessions.set(peer, session);
    return session;
  }

  get count(): number {
    return this.sockets.size;
  }

  /** Called whenever the last connection has ended. */
  whenEmpty(action: () => void): void {
    this.onEmpty = action;
  }

  closeAll(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  private watch(socket: Socket): void {
    // Undefined once the peer has reset the connection, so it is asked for now.
    const peer = `${socket.remoteAddress}:${socket.remotePort}`;
    this.sockets.add(socket);
    // A reset is followed by "close"; without a listener it would end the process.
    socket.on("error", () => {});
    socket.once("close", () => {
      this.sockets.delete(socket);
      this.sessions.get(peer)?.close();
      this.sessions.delete(peer);
      if (this.sockets.size === 0) this.onEmpty();
    });
  }
}
