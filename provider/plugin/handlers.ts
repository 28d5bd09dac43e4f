import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import type { IResourceProviderServer } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as pb from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { checkConfig } from "../config/check";
import { diffConfig } from "../config/diff";
import { CONFIG_FIELDS } from "../config/fields";
import { decodeProperties } from "../protocol/codec";
import { CallFailure } from "../protocol/failures";
import { type CallOrigin, unary } from "../protocol/service";
import { packageSchema, packageVersion } from "../schema";
import { checkResponse, diffResponse } from "./answers";
import { invoke } from "./invoke";
import { resourceHandlers } from "./resource-handlers";
import type { Session } from "./session";

export type Handlers = Omit<IResourceProviderServer, "parameterize" | "construct" | "call">;

/** Every call of the provider protocol that has an answer; gRPC itself answers UNIMPLEMENTED to the others. */
export function handlers(sessionOf: (origin: CallOrigin) => Session): Handlers {
  return {
    handshake: unary((request: pb.ProviderHandshakeRequest, origin) => {
      sessionOf(origin).greet(request.getEngineAddress());
      return new pb.ProviderHandshakeResponse().setAcceptSecrets(true);
    }),
    attach: unary((request, origin) => {
      sessionOf(origin).greet(request.getAddress());
      return new Empty();
    }),
    getPluginInfo: unary(() => new PluginInfo().setVersion(packageVersion())),
    getSchema: unary(getSchema),
    getMapping: unary(() => new pb.GetMappingResponse()),
    getMappings: unary(() => new pb.GetMappingsResponse()),
    checkConfig: unary(checkConfiguration),
    diffConfig: unary(diffConfiguration),
    configure: unary(async (request: pb.ConfigureRequest, origin) => {
      const session = sessionOf(origin);
      session.configure(decodeProperties(request.getArgs()));
      await session.log.flush();
      return new pb.ConfigureResponse().setAcceptsecrets(true).setSupportspreview(true);
    }),
    invoke: unary((request: pb.InvokeRequest, origin) => invoke(request, origin, sessionOf(origin))),
    cancel: unary((_, origin) => {
      sessionOf(origin).cancel();
      return new Empty();
    }),
    ...resourceHandlers(sessionOf),
  };
}

function getSchema(request: pb.GetSchemaRequest): pb.GetSchemaResponse {
  if (request.getVersion() !== 0) {
    throw new CallFailure("INVALID_ARGUMENT", `there is no schema of format ${request.getVersion()}, only of format 0`);
  }
  return new pb.GetSchemaResponse().setSchema(JSON.stringify(packageSchema()));
}

/** Secrets come without their marks here. */
function checkConfiguration(request: pb.CheckRequest): pb.CheckResponse {
  const checked = checkConfig(decodeProperties(request.getNews()));
  return checkResponse(checked, (name) => CONFIG_FIELDS.some((field) => field.name === name && field.secret));
}

/** The old inputs are what the user had written; the old state has what CheckConfig once made of it. */
function diffConfiguration(request: pb.DiffRequest): pb.DiffResponse {
  const olds = decodeProperties(request.getOldInputs() ?? request.getOlds());
  const differences = diffConfig(olds, decodeProperties(request.getNews()));
  return diffResponse({ differences, stables: [], deleteBeforeReplace: false, warnings: [] });
}
