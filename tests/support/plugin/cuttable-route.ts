import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

export interface CuttableRoute {
  readonly address: string;
  /** Cuts every connection that goes this way, as a killed engine does. */
  cut(): void;
}

/** A way to `address` that can be cut: closing a gRPC client waits for its calls. */
export async function cuttableRoute(address: string): Promise<CuttableRoute> {
  const [host, port] = address.split(":");
  const sockets: Socket[] = [];
  const server = createServer((near) => {
    const far = connect(Number(port), host);
    for (const socket of [near, far]) socket.on("error", () => {});
    sockets.push(near, far);
    near.pipe(far).pipe(near);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
