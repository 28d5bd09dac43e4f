import { credentials, Metadata } from "@grpc/grpc-js";
import type { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";

/** What the user is told during a call, shown beside its resource. There is no error level: a call that succeeds has none. */
export interface Log {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  /** A warning that would say the same for many resources: shown once per deployment and topic. */
  warnOnce(topic: string, message: string): void;
  /** A passing remark in the status column. Plain `--diff` output prints it like any other line. */
  status(message: string): void;
}

/** The engine's log. Messages arrive in the order they were written; losing the engine never fails a call. */
export class EngineLog {
  private tail: Promise<void> = Promise.resolve();
  private client: EngineClient | undefined;
  private readonly said = new Set<string>();

  /** @param address host:port of the engine; undefined logs nothing. */
  constructor(private readonly address: string | undefined) {}

  for(urn: string): Log {
    return {
      debug: (message) => this.send(LogSeverity.DEBUG, message, urn, false),
      info: (message) => this.send(LogSeverity.INFO, message, urn, false),
      warn: (message) => this.send(LogSeverity.WARNING, message, urn, false),
      warnOnce: (topic, message) => {
        if (this.said.has(topic)) return;
        this.said.add(topic);
        this.send(LogSeverity.WARNING, message, urn, false);
      },
      status: (message) => this.send(LogSeverity.INFO, message, urn, true),
    };
  }

  /** Waits until the engine has what was logged so far; an answer must not overtake its warnings. */
  flush(): Promise<void> {
    return this.tail;
  }

  close(): void {
    this.client?.close();
  }

  private send(severity: LogSeverity, message: string, urn: string, ephemeral: boolean): void {
    if (!this.address) return;
    const client = this.connect(this.address);
    const request = new LogRequest().setSeverity(severity).setMessage(message).setUrn(urn).setEphemeral(ephemeral);
    this.tail = this.tail
      .then(() => new Promise<void>((resolve) => client.log(request, new Metadata(), sendOptions(), () => resolve())))
      // A channel that was closed meanwhile throws.
      .catch(() => {});
  }

  private connect(address: string): EngineClient {
    if (this.client === undefined) {
      const grpc =
        require("@pulumi/pulumi/proto/engine_grpc_pb") as typeof import("@pulumi/pulumi/proto/engine_grpc_pb");
      this.client = new grpc.EngineClient(address, credentials.createInsecure());
    }
    return this.client;
  }
}

/** An engine that hangs must not hold up an answer for ever. */
function sendOptions(): { deadline: number } {
  return { deadline: Date.now() + 5000 };
}
