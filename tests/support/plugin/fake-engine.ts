import { Server, ServerCredentials, type ServiceDefinition, type UntypedServiceImplementation } from "@grpc/grpc-js";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { type LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";

export interface LoggedLine {
  readonly severity: string;
  readonly message: string;
  readonly urn: string;
  readonly ephemeral: boolean;
}

export interface FakeEngine {
  readonly address: string;
  readonly log: LoggedLine[];
  close(): void;
}

/** The part of the engine that plugins talk back to: it writes down what they log. */
export async function startFakeEngine(): Promise<FakeEngine> {
  const log: LoggedLine[] = [];
  const server = new Server();
  server.addService(
    EngineService as ServiceDefinition<UntypedServiceImplementation>,
    {
      log: ({ request }: { request: LogRequest }, answer: (error: null, response: Empty) => void) => {
        log.push({
          severity: severityName(request.getSeverity()),
          message: request.getMessage(),
          urn: request.getUrn(),
          ephemeral: request.getEphemeral(),
        });
        answer(null, new Empty());
      },
    } as unknown as UntypedServiceImplementation,
  );
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return { address: `127.0.0.1:${port}`, log, close: () => server.forceShutdown() };
}

function severityName(severity: LogSeverity): string {
  return Object.entries(LogSeverity).find(([, value]) => value === severity)?.[0] ?? "?";
}
