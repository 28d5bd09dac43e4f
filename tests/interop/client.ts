import type { AdapterProcess } from "./adapter-process";
import type { Connection, Operation, Operations, WireError } from "./protocol";

/** What a client reported about a failed operation. */
export class Refusal extends Error {
  constructor(
    readonly op: string,
    readonly report: WireError,
  ) {
    super(`${op}: ${report.status ?? ""} ${report.code ?? ""} ${report.message ?? ""}`);
  }
}

/** A client of the server under test, whatever is behind it. */
export interface OssClient {
  call<K extends Operation>(op: K, input: Operations[K]["in"]): Promise<Operations[K]["out"]>;
}

/** A running client program, of which clients can be made. */
export interface Software {
  connect(connection: Connection): Promise<OssClient>;
  close(): Promise<void>;
}

/** A client program in an adapter's process. */
export function adapterSoftware(adapter: AdapterProcess): Software {
  let connections = 0;
  return {
    async connect(connection) {
      connections += 1;
      const as = `connection-${connections}`;
      await ask(adapter, "connect", { ...connection, as });
      return {
        async call(op, input) {
          return withoutBlanks(await ask(adapter, op, { ...input, as })) as never;
        },
      };
    },
    close: () => adapter.close(),
  };
}

async function ask(adapter: AdapterProcess, op: string, args: object): Promise<object> {
  const { ok, error } = await adapter.ask(op, args);
  if (error) throw new Refusal(op, error);
  return ok ?? {};
}

/** What a client did not report arrives as null or "" from some languages. */
function withoutBlanks(result: object): object {
  return Object.fromEntries(Object.entries(result).filter(([key, value]) => key === "body" || (value ?? "") !== ""));
}
