import type { IResourceProviderServer } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as pb from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { Claim } from "../deployment/claims";
import { LAYOUT_TYPE } from "../layout/fields";
import { layoutResource } from "../layout/resource";
import type { Failure } from "../properties/check-fields";
import { isGot, isOnlyRead } from "../properties/only-read";
import { decodeProperties, encodeProperties, ValueRefused } from "../protocol/codec";
import { CallFailure } from "../protocol/failures";
import { type CallOrigin, streaming, unary } from "../protocol/service";
import { containsSecret, emptyMap, type MutablePropertyMap, type PropertyMap, Secret } from "../protocol/values";
import type { Context, Resource } from "../resource";
import { SYMLINK_TYPE } from "../symlink/fields";
import { symlinkResource } from "../symlink/resource";
import { checkResponse, diffResponse } from "./answers";
import { type CallSubject, perform, show } from "./perform";
import type { Session } from "./session";

const RESOURCES: Readonly<Record<string, Resource>> = {
  [SYMLINK_TYPE]: symlinkResource,
  [LAYOUT_TYPE]: layoutResource,
};

type ResourceHandlers = Pick<
  IResourceProviderServer,
  "check" | "diff" | "create" | "read" | "update" | "delete" | "list"
>;

export function resourceHandlers(sessionOf: (origin: CallOrigin) => Session): ResourceHandlers {
  return {
    check: unary((request, origin) => check(request, sessionOf(origin))),
    diff: unary((request, origin) => diff(request, sessionOf(origin))),
    create: unary((request, origin) => create(request, origin, sessionOf(origin))),
    read: unary((request, origin) => read(request, origin, sessionOf(origin))),
    update: unary((request, origin) => update(request, origin, sessionOf(origin))),
    delete: unary((request, origin) => remove(request, origin, sessionOf(origin))),
    list: streaming((request, origin, write) => list(request, origin, sessionOf(origin), write)),
  };
}

/** The type in a URN stands before the name, after the types of its parents: `…::parent$type::name`. */
function resourceOf(request: { getType(): string; getUrn(): string }): Resource {
  return ofType(request.getType() || (request.getUrn().split("::")[2]?.split("$").at(-1) ?? ""));
}

function ofType(type: string): Resource {
  const resource = Object.hasOwn(RESOURCES, type) ? RESOURCES[type] : undefined;
  if (resource !== undefined) return resource;
  throw new CallFailure("INVALID_ARGUMENT", `there is no resource of type ${JSON.stringify(type)}`);
}

function check(request: pb.CheckRequest, { deployment, enforce }: Session): pb.CheckResponse {
  const resource = resourceOf(request);
  const urn = request.getUrn();
  // Refused, it is not shown in Diff, and yet both what it has and what it wants are no strays.
  const refuse = (claims: readonly Claim[]) => {
    for (const { id } of [...claims, ...resource.claims(decodeProperties(request.getOlds()))])
      deployment.declareInVain(id, urn);
  };
  try {
    const news = decodeProperties(request.getNews());
    // The second check of a replacement is told of none.
    const hasState = () => deployment.claims.has(urn) || Object.keys(decodeProperties(request.getOlds())).length > 0;
    const isDeleted = (id: string) => deployment.isDeleted(id) && hasState();
    const importedAs = deployment.importedAs(urn);
    const checked = resource.check(news, { urn, claims: deployment.claims, enforce, isDeleted, importedAs });
    const claims = resource.claims(checked.inputs);
    if (checked.failures.length === 0) deployment.claims.declare(urn, claims, resource.territory?.(checked.inputs));
    else refuse(claims);
    return checkResponse(checked, (name) => containsSecret(news[name]));
  } catch (error) {
    if (!(error instanceof ValueRefused)) throw error;
    refuse([]);
    const failure: Failure = { path: error.path, reason: error.reason };
    return checkResponse({ inputs: emptyMap(), failures: [failure] }, () => true);
  }
}

async function diff(request: pb.DiffRequest, session: Session): Promise<pb.DiffResponse> {
  const resource = resourceOf(request);
  const { deployment, urlOf } = session;
  const urn = request.getUrn();
  const change = diffOf(request, unmarked(resource, decodeProperties(request.getOlds())));
  const owned = resource.ownership(request.getId(), change.olds);
  show(deployment, urn, owned, change.olds);
  const surroundings = {
    isDeleted: (id: string) => deployment.isDeleted(id),
    isImported: (id: string) => deployment.isImported(id),
    engine: deployment.engine,
    isAnothers: (id: string) => deployment.isAnothers(id, urn),
    lastRead: <Seen>(id: string) => deployment.lastRead<Seen>(id),
    urlOf,
  };
  const difference = resource.diff(change, surroundings);
  if (difference.differences.length > 0) deployment.unsettle(urn);
  // A refresh asks for differences, too, and what it reads may be about to leave the program.
  else if (deployment.claims.has(urn)) deployment.settle(urn);
  if (difference.warnings.length > 0) deployment.findElsewhere(urn);
  for (const warning of difference.warnings) session.log.for(urn).warnOnce("endpoint", warning);
  if (difference.warnings.length > 0) await session.log.flush();
  return diffResponse(difference);
}

/**
 * A state as its resource goes by it: the option `additionalSecretOutputs` marks any output, and has the engine mark it
 * again in whatever is answered.
 */
function unmarked({ notes }: Resource, outputs: PropertyMap): PropertyMap {
  const state: MutablePropertyMap = Object.assign(emptyMap(), outputs);
  for (const name of notes) {
    const value = outputs[name];
    if (value instanceof Secret) state[name] = value.value;
  }
  return state;
}

function diffOf(request: pb.DiffRequest | pb.UpdateRequest, olds: PropertyMap) {
  return {
    olds,
    oldInputs: oldInputsOf(request),
    news: decodeProperties(request.getNews()),
    ignoreChanges: request.getIgnorechangesList(),
  };
}

/** Engines that know of old inputs always have some for a link; an empty set means that they do not. */
function oldInputsOf(request: pb.DiffRequest | pb.UpdateRequest): PropertyMap | undefined {
  const inputs = decodeProperties(request.getOldInputs());
  return Object.keys(inputs).length === 0 ? undefined : inputs;
}

async function create(request: pb.CreateRequest, origin: CallOrigin, session: Session): Promise<pb.CreateResponse> {
  const resource = resourceOf(request);
  const inputs = decodeProperties(request.getProperties());
  const work = (context: Context) => resource.create({ inputs, preview: request.getPreview() }, context);
  const { id, outputs, readFirst } = await perform(session, origin, subjectOf(request, inputs), work);
  const response = new pb.CreateResponse().setId(id).setProperties(encodeProperties(outputs));
  return response.setRefreshBeforeUpdate(readFirst);
}

async function read(request: pb.ReadRequest, origin: CallOrigin, session: Session): Promise<pb.ReadResponse> {
  const resource = resourceOf(request);
  const given = { outputs: decodeProperties(request.getProperties()), inputs: decodeProperties(request.getInputs()) };
  const got = isGot(request.hasInputs(), given.inputs, given.outputs);
  const { inputs, outputs } = got
    ? { inputs: {}, outputs: {} }
    : { inputs: given.inputs, outputs: unmarked(resource, given.outputs) };
  const onlyRead = got || (request.hasInputs() && isOnlyRead(inputs, outputs));
  const owned = resource.ownership(request.getId(), outputs);
  if (onlyRead) for (const { id } of owned) session.deployment.showOnlyRead(id);
  else show(session.deployment, request.getUrn(), owned, outputs);
  const work = (context: Context) => resource.read({ id: request.getId(), inputs, outputs, onlyRead }, context);
  const result = await perform(session, origin, subjectOf(request, given.inputs, given.outputs), work);
  // Gone: refresh goes by the empty ID, import by the absent properties.
  if (result === undefined) return new pb.ReadResponse();
  if (onlyRead) {
    for (const { id } of resource.ownership(result.id, result.outputs)) {
      session.deployment.showOnlyRead(id);
      if (got) session.deployment.get(id, request.getUrn());
    }
  }
  return new pb.ReadResponse()
    .setId(result.id)
    .setInputs(encodeProperties(result.inputs))
    .setProperties(encodeProperties(result.outputs))
    .setRefreshBeforeUpdate(result.readFirst);
}

async function update(request: pb.UpdateRequest, origin: CallOrigin, session: Session): Promise<pb.UpdateResponse> {
  const resource = resourceOf(request);
  const marked = decodeProperties(request.getOlds());
  const change = {
    ...diffOf(request, unmarked(resource, marked)),
    id: request.getId(),
    preview: request.getPreview(),
  };
  const subject = subjectOf(request, change.news, marked, change.oldInputs);
  const updated = await perform(session, origin, subject, (context) => resource.update(change, context));
  session.deployment.settle(request.getUrn());
  const response = new pb.UpdateResponse().setProperties(encodeProperties(updated.outputs));
  return response.setRefreshBeforeUpdate(updated.readFirst);
}

async function remove(request: pb.DeleteRequest, origin: CallOrigin, session: Session): Promise<Empty> {
  const resource = resourceOf(request);
  const marked = decodeProperties(request.getProperties());
  const inputs = decodeProperties(request.getOldInputs());
  const outputs = unmarked(resource, marked);
  const work = (context: Context) => resource.remove({ id: request.getId(), inputs, outputs }, context);
  await perform(session, origin, subjectOf(request, inputs, marked), work);
  return new Empty();
}

async function list(
  request: pb.ListRequest,
  origin: CallOrigin,
  session: Session,
  write: (response: pb.ListResponse) => Promise<void>,
): Promise<void> {
  const resource = ofType(request.getToken());
  const query = decodeProperties(request.getQuery());
  const listing = {
    query,
    limit: request.getLimit(),
    pageSize: request.getPageSize(),
    continuationToken: request.getContinuationToken(),
  };
  const subject = { urn: "", timeoutSeconds: 0, properties: [query] };
  await perform(session, origin, subject, async (context) => {
    if (resource.list === undefined) throw new CallFailure("UNIMPLEMENTED", `${request.getToken()} cannot be listed`);
    for await (const { found, nextToken } of resource.list(listing, context)) {
      for (const { id, name } of found) {
        await write(new pb.ListResponse().setResult(new pb.ListResponse.Result().setId(id).setName(name)));
      }
      if (nextToken === undefined) continue;
      const continuation = new pb.ListResponse.Continuation().setContinuationToken(nextToken);
      await write(new pb.ListResponse().setContinuation(continuation));
    }
  });
}

function subjectOf(
  request: { getUrn(): string; getTimeout(): number },
  ...properties: readonly (PropertyMap | undefined)[]
): CallSubject {
  return { urn: request.getUrn(), timeoutSeconds: request.getTimeout(), properties };
}
