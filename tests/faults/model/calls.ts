import { type ServiceError, status } from "@grpc/grpc-js";
import * as pb from "@pulumi/pulumi/proto/provider_pb";
import { decodeProperties } from "../../../provider/protocol/codec";
import type { PropertyMap } from "../../../provider/protocol/values";
import {
  type DiffAnswer,
  diffAnswer,
  message,
  type ProviderClient,
  partialState,
} from "../../support/plugin/provider-client";

/** A resource as an answer describes it. */
export interface Answered {
  readonly id: string;
  readonly inputs?: PropertyMap | undefined;
  readonly outputs: PropertyMap;
  readonly refreshBeforeUpdate: boolean;
}

export interface Diffed {
  readonly urn: string;
  readonly id: string;
  readonly olds: PropertyMap;
  readonly oldInputs: PropertyMap;
  readonly news: PropertyMap;
  readonly ignoreChanges: readonly string[];
}

/** The calls of the provider protocol with all that an engine sends in them. */
export class Calls {
  constructor(private readonly provider: ProviderClient) {}

  async check(urn: string, olds: PropertyMap, news: PropertyMap): Promise<{ inputs: PropertyMap; failures: string[] }> {
    const request = message(pb.CheckRequest, { urn, type: typeOf(urn), olds, news });
    const response: pb.CheckResponse = await this.provider.call("check", request);
    const failures = response.getFailuresList().map((failure) => `${failure.getProperty()}: ${failure.getReason()}`);
    return { inputs: decodeProperties(response.getInputs()), failures };
  }

  async diff({ ignoreChanges, ...fields }: Diffed): Promise<DiffAnswer> {
    const request = message(pb.DiffRequest, {
      type: typeOf(fields.urn),
      ignorechangesList: [...ignoreChanges],
      ...fields,
    });
    return diffAnswer(await this.provider.call("diff", request));
  }

  async create(urn: string, properties: PropertyMap, preview: boolean): Promise<Answered> {
    const request = message(pb.CreateRequest, { urn, type: typeOf(urn), properties, preview });
    const response: pb.CreateResponse = await this.provider.call("create", request);
    return answered(response, response.getId());
  }

  async read(urn: string, id: string, inputs?: PropertyMap, properties?: PropertyMap): Promise<Answered | undefined> {
    const request = message(pb.ReadRequest, { id, urn, type: typeOf(urn), inputs, properties });
    const response: pb.ReadResponse = await this.provider.call("read", request);
    if (response.getId() === "") return undefined;
    return { ...answered(response, response.getId()), inputs: decodeProperties(response.getInputs()) };
  }

  async update({ ignoreChanges, ...fields }: Diffed, preview: boolean): Promise<Answered> {
    const request = message(pb.UpdateRequest, {
      type: typeOf(fields.urn),
      preview,
      ignorechangesList: [...ignoreChanges],
      ...fields,
    });
    const response: pb.UpdateResponse = await this.provider.call("update", request);
    return answered(response, fields.id);
  }

  async delete(urn: string, id: string, properties: PropertyMap, oldInputs: PropertyMap): Promise<void> {
    await this.provider.call(
      "delete",
      message(pb.DeleteRequest, { id, urn, type: typeOf(urn), properties, oldInputs }),
    );
  }
}

/** `urn:pulumi:STACK::PROJECT::TYPE::NAME` */
function typeOf(urn: string): string {
  return urn.split("::")[2] ?? "";
}

function answered(response: pb.CreateResponse | pb.ReadResponse | pb.UpdateResponse, id: string): Answered {
  return {
    id,
    outputs: decodeProperties(response.getProperties()),
    refreshBeforeUpdate: response.getRefreshBeforeUpdate(),
  };
}

/** What an answer of partial failure says exists; undefined for a failure that carries no state. */
export function partialAnswer(error: unknown): Answered | undefined {
  const { metadata } = error as ServiceError;
  if (metadata === undefined || metadata.get("grpc-status-details-bin").length === 0) return undefined;
  const { id, inputs, properties } = partialState(error);
  return id === "" ? undefined : { id, inputs, outputs: properties, refreshBeforeUpdate: false };
}

/** A failure that says that the plugin has a bug: the engine would doubt its state. */
export function isInternal(error: unknown): boolean {
  const { code } = error as ServiceError;
  return code === status.INTERNAL || code === status.DATA_LOSS || (code === status.UNKNOWN && !partialAnswer(error));
}
