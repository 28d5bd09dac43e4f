import type { Server as Listener } from "node:net";
import { Server, ServerCredentials, type ServiceDefinition, type UntypedServiceImplementation } from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import type { Environment } from "../config/settings";
import { Connections } from "../protocol/connections";
import { tolerant } from "../protocol/service";
import { handlers } from "./handlers";
import { Session } from "./session";

export interface PluginOptions {
  /** Where the engine that started this process listens; a server to attach to is told later, per connection. */
  readonly engineAddress?: string | undefined;
  readonly environment?: Environment;
}

export interface Plugin {
  readonly connections: Connections<Session>;
  close(): void;
}

/** As the engine itself allows: a resource's old and new state may be far beyond gRPC's default of 4 MB. */
const MAX_MESSAGE_BYTES = 400 * 1024 * 1024;

/** Serves the provider protocol to whoever connects to `listener`. */
export function servePlugin(listener: Listener, options: PluginOptions = {}): Plugin {
  const open = () => new Session(options.engineAddress, options.environment ?? process.env);
  const connections = new Connections(open);
  // gRPC for Go closes a connection that was idle for half an hour, and opens another one for the next call: whoever
  // started this process is the only one to call, however often it connects (grpc-go: WithIdleTimeout).
  const only = options.engineAddress === undefined ? undefined : open();
  const server = new Server({
    "grpc.max_receive_message_length": MAX_MESSAGE_BYTES,
    "grpc.max_send_message_length": MAX_MESSAGE_BYTES,
    "grpc.enable_channelz": 0,
  });
  const definition = ResourceProviderService as ServiceDefinition<UntypedServiceImplementation>;
  server.addService(
    tolerant(definition),
    handlers(({ peer }) => only ?? connections.sessionOf(peer)) as UntypedServiceImplementation,
  );
  const injector = server.createConnectionInjector(ServerCredentials.createInsecure());
  connections.accept(listener, (socket) => injector.injectConnection(socket));
  return {
    connections,
    close: () => {
      listener.close();
      only?.close();
      connections.closeAll();
      server.forceShutdown();
    },
  };
}
