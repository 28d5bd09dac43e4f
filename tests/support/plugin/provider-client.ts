import { type CallOptions, type Client, credentials, Metadata, type ServiceError } from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as pb from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { decodeProperties, encodeProperties } from "../../../provider/protocol/codec";
import type { PropertyMap } from "../../../provider/protocol/values";

export const TYPE = "oss-symlink:index:Symlink";
export const LAYOUT_TYPE = "oss-symlink:index:AliasLayout";
export const URN = `urn:pulumi:dev::test::${TYPE}::link`;

/** The type in a URN: `urn:pulumi:STACK::PROJECT::TYPE::NAME`. */
function typeIn(urn: string): string {
  return urn.split("::")[2] ?? TYPE;
}

type Setters = { [setter: string]: unknown };

/** A message made of its fields: `{ urn: "x" }` calls `setUrn("x")`. Property maps are encoded. */
export function message<M extends object>(kind: new () => M, fields: { readonly [field: string]: unknown } = {}): M {
  const made = new kind();
  for (const [field, value] of Object.entries(fields)) {
    if (value === undefined) continue;
    const setter = `set${field.charAt(0).toUpperCase()}${field.slice(1)}`;
    const set = (made as Setters)[setter];
    if (typeof set !== "function") throw new Error(`${kind.name} has no ${setter}`);
    set.call(made, isProperties(value) ? encodeProperties(value) : value);
  }
  return made;
}

function isProperties(value: unknown): value is PropertyMap {
  const prototype: unknown = typeof value === "object" && value !== null ? Object.getPrototypeOf(value) : undefined;
  return (
    prototype === null ||
    (prototype !== undefined && Object.getPrototypeOf(prototype) === null && !Array.isArray(value))
  );
}

export interface ReadAnswer {
  readonly id: string;
  readonly inputs: PropertyMap | undefined;
  readonly properties: PropertyMap | undefined;
  readonly readFirst: boolean;
}

export interface DiffAnswer {
  readonly changes: "unknown" | "none" | "some";
  readonly diffs: string[];
  readonly replaces: string[];
  readonly stables: string[];
  readonly deleteBeforeReplace: boolean;
  /** By path: kind, and `+` if it is a difference of inputs. */
  readonly detailed: Record<string, string>;
}

const KINDS = ["ADD", "ADD_REPLACE", "DELETE", "DELETE_REPLACE", "UPDATE", "UPDATE_REPLACE"];

/** What an engine does with a provider, over real gRPC. Every client has a connection of its own. */
export class ProviderClient {
  readonly grpc: ResourceProviderClient;

  constructor(address: string) {
    // Channels to one address share a connection otherwise.
    this.grpc = new ResourceProviderClient(address, credentials.createInsecure(), {
      "grpc.use_local_subchannel_pool": 1,
    });
  }

  call<Request, Response>(method: string, request: Request, options: CallOptions = {}): Promise<Response> {
    const methods = this.grpc as unknown as Record<string, (...args: unknown[]) => unknown>;
    return new Promise((resolve, reject) => {
      methods[method]?.call(
        this.grpc,
        request,
        new Metadata(),
        options,
        (error: ServiceError | null, response: Response) => (error ? reject(error) : resolve(response)),
      );
    });
  }

  handshake(engineAddress: string): Promise<pb.ProviderHandshakeResponse> {
    return this.call("handshake", message(pb.ProviderHandshakeRequest, { engineAddress, configureWithUrn: true }));
  }

  configure(args: PropertyMap): Promise<pb.ConfigureResponse> {
    return this.call("configure", message(pb.ConfigureRequest, { args, acceptsecrets: true, sendsOldInputs: true }));
  }

  cancel(): Promise<Empty> {
    return this.call("cancel", new Empty());
  }

  async check(
    news: PropertyMap,
    olds: PropertyMap = {},
    urn: string = URN,
  ): Promise<{ inputs: PropertyMap; failures: Record<string, string> }> {
    const response: pb.CheckResponse = await this.call(
      "check",
      message(pb.CheckRequest, { urn, type: typeIn(urn), olds, news }),
    );
    const failures = response.getFailuresList().map((failure) => [failure.getProperty(), failure.getReason()]);
    return { inputs: decodeProperties(response.getInputs()), failures: Object.fromEntries(failures) };
  }

  async diff(fields: {
    olds: PropertyMap;
    news: PropertyMap;
    oldInputs?: PropertyMap;
    id?: string;
    urn?: string;
    ignorechangesList?: readonly string[];
  }): Promise<DiffAnswer> {
    const response: pb.DiffResponse = await this.call(
      "diff",
      message(pb.DiffRequest, { urn: URN, type: typeIn(fields.urn ?? URN), ...fields }),
    );
    return diffAnswer(response);
  }

  async create(
    properties: PropertyMap,
    more: { preview?: boolean; timeout?: number; urn?: string } = {},
    options: CallOptions = {},
  ): Promise<{ id: string; properties: PropertyMap; readFirst: boolean }> {
    const request = message(pb.CreateRequest, { urn: URN, type: typeIn(more.urn ?? URN), properties, ...more });
    const response: pb.CreateResponse = await this.call("create", request, options);
    const outputs = decodeProperties(response.getProperties());
    return { id: response.getId(), properties: outputs, readFirst: response.getRefreshBeforeUpdate() };
  }

  async read(id: string, inputs?: PropertyMap, properties?: PropertyMap, urn: string = URN): Promise<ReadAnswer> {
    const request = message(pb.ReadRequest, { id, urn, type: typeIn(urn), inputs, properties });
    const response: pb.ReadResponse = await this.call("read", request);
    return {
      id: response.getId(),
      inputs: response.hasInputs() ? decodeProperties(response.getInputs()) : undefined,
      properties: response.hasProperties() ? decodeProperties(response.getProperties()) : undefined,
      readFirst: response.getRefreshBeforeUpdate(),
    };
  }

  async update(fields: {
    id: string;
    olds: PropertyMap;
    oldInputs?: PropertyMap;
    news: PropertyMap;
    ignorechangesList?: string[];
    preview?: boolean;
    urn?: string;
  }): Promise<PropertyMap> {
    const response: pb.UpdateResponse = await this.call(
      "update",
      message(pb.UpdateRequest, { urn: URN, type: typeIn(fields.urn ?? URN), ...fields }),
    );
    return decodeProperties(response.getProperties());
  }

  async delete(id: string, properties: PropertyMap, oldInputs: PropertyMap = {}, urn: string = URN): Promise<void> {
    await this.call("delete", message(pb.DeleteRequest, { id, urn, type: typeIn(urn), properties, oldInputs }));
  }

  list(fields: { query: PropertyMap; limit?: number; pageSize?: number; continuationToken?: string; token?: string }) {
    const stream = this.grpc.list(message(pb.ListRequest, { token: TYPE, ...fields }));
    return new Promise<{ ids: string[]; names: string[]; next: string | undefined }>((resolve, reject) => {
      const found = { ids: [] as string[], names: [] as string[], next: undefined as string | undefined };
      stream.on("data", (response: pb.ListResponse) => {
        const result = response.getResult();
        if (result) {
          found.ids.push(result.getId());
          found.names.push(result.getName());
        }
        found.next = response.getContinuation()?.getContinuationToken() ?? found.next;
      });
      stream.on("error", reject);
      stream.on("end", () => resolve(found));
    });
  }

  close(): void {
    (this.grpc as unknown as Client).close();
  }
}

export function diffAnswer(response: pb.DiffResponse): DiffAnswer {
  const detailed: Record<string, string> = {};
  response.getDetaileddiffMap().forEach((diff, path) => {
    detailed[path] = `${KINDS[diff.getKind()]}${diff.getInputdiff() ? "+" : ""}`;
  });
  return {
    changes: (["unknown", "none", "some"] as const)[response.getChanges()],
    diffs: response.getDiffsList(),
    replaces: response.getReplacesList(),
    stables: response.getStablesList(),
    deleteBeforeReplace: response.getDeletebeforereplace(),
    detailed,
  };
}

/** The state that a partial failure carries, with the reasons. */
export function partialState(error: unknown): {
  id: string;
  reasons: string[];
  properties: PropertyMap;
  inputs: PropertyMap;
} {
  const [packed] = (error as ServiceError).metadata.get("grpc-status-details-bin");
  const [any] = Status.deserializeBinary(packed as Buffer).getDetailsList();
  const detail = pb.ErrorResourceInitFailed.deserializeBinary(any?.getValue_asU8() ?? new Uint8Array());
  return {
    id: detail.getId(),
    reasons: detail.getReasonsList(),
    properties: decodeProperties(detail.getProperties()),
    inputs: decodeProperties(detail.getInputs()),
  };
}
