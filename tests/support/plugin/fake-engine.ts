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
  /** Where it listens as well, as the engine of a further deployment; after many, an address from long ago. */
  nextAddress(): Promise<string>;
  readonly log: LoggedLine[];
  close(): void;
}

/** More than any test has deployments of one stack. */
const MOST_ADDRESSES = 100;

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
  const bind = () =>
    new Promise<string>((resolve, reject) => {
      server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) =>
        error ? reject(error) : resolve(`127.0.0.1:${port}`),
      );
    });
  const address = await bind();
  const further: string[] = [];
  const nextAddress = async () => {
    const next = further.length < MOST_ADDRESSES ? await bind() : (further.shift() ?? address);
    further.push(next);
    return next;
  };
  return { address, nextAddress, log, close: () => server.forceShutdown() };
}

function severityName(severity: LogSeverity): string {
  return Object.entries(LogSeverity).find(([, value]) => value === severity)?.[0] ?? "?";
}
