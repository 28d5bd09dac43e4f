import { failureOf, foundTarget, maskedLog, show } from "../plugin/perform";
import { type Failure, reported } from "../properties/check-fields";
import { isOnlyRead } from "../properties/only-read";
import { ValueRefused } from "../protocol/codec";
import { CallFailure } from "../protocol/failures";
import { maskOf } from "../protocol/mask";
import { topLevel } from "../protocol/paths";
import { containsSecret, type PropertyMap, sameValue } from "../protocol/values";
import type { Context, DiffRequest, Resource } from "../resource";
import { consoleLog } from "./console-log";
import { DynamicFailure } from "./failure";
import type { DynamicProvider, Plain, PlainDiff, PlainFailure } from "./protocol";
import type { DynamicSession } from "./session";
import { inputsFrom, plainInputs, plainState, stateFrom } from "./values";

/** Serves `resource` to the engine's dynamic provider for Node.js. */
export function dynamicProvider(resource: Resource, session: DynamicSession): DynamicProvider {
  return {
    configure: async ({ config }) => session.configure(config),
    check: async (_olds, news) =>
      readably(news, () => {
        session.warnOfEnforce();
        return check(resource, session, news);
      }),
    diff: async (id, olds, news) => readably(news, () => diff(resource, session, id, olds, news)),

    create: (news) =>
      readably(news, async () => {
        const inputs = inputsFrom(news);
        const subject = { id: `${inputs.bucket}/${inputs.key ?? inputs.prefix}`, properties: [inputs] };
        const work = (context: Context) => resource.create({ inputs, preview: false }, context);
        const { id, outputs } = await perform(session, resource, subject, work);
        return { id, outs: plainState(outputs, inputs) };
      }),

    read: (id, olds) =>
      readably(olds, async () => {
        const { inputs = {}, outputs } = stateFrom(olds);
        const onlyRead = isOnlyRead(inputs, outputs);
        if (!onlyRead) show(session.deployment, ownerOf(resource, id), resource.ownership(id, outputs), outputs);
        const work = (context: Context) => resource.read({ id, inputs, outputs, onlyRead }, context);
        const found = await perform(session, resource, { id, properties: [inputs, outputs] }, work);
        if (found === undefined) return gone(id, outputs);
        // Nothing can be imported here, so what has no state yet is only read.
        const declared = outputs.url === undefined ? {} : found.inputs;
        return { id: found.id, props: plainState(found.outputs, declared), inputs: plainInputs(found.inputs) };
      }),

    update: (id, olds, news) =>
      readably(news, async () => {
        const change = diffRequest(olds, news);
        const subject = { id, properties: [change.news, change.olds, change.oldInputs] };
        const work = (context: Context) => resource.update({ ...change, id, preview: false }, context);
        const { outputs } = await perform(session, resource, subject, work);
        return { outs: plainState(outputs, change.news) };
      }),

    delete: (id, olds) =>
      readably(olds, async () => {
        const { inputs = {}, outputs } = stateFrom(olds);
        const work = (context: Context) => resource.remove({ id, inputs, outputs }, context);
        await perform(session, resource, { id, properties: [inputs, outputs] }, work);
      }),
  };
}

/**
 * Whose a state is, and what is said of a link to others. A dynamic provider is not told which resource a call is about:
 * it is known by its kind and ID.
 */
function ownerOf({ kind }: Resource, id: string): string {
  return `${kind} ${id}`;
}

/**
 * Who declares a link. The resource that is to be deleted cannot be told from another that is declared by the same ID, so
 * what the program declares stays, whoever that is; a replacement puts its link over the one that was there.
 */
function declarerOf(id: string): string {
  return `${id}::the program`;
}

/** Without URNs two resources cannot be told apart here: links declared twice, and chains, are found by the class. */
const NO_CLAIMS = {
  otherAt: () => undefined,
  otherTo: () => undefined,
  overlapping: () => undefined,
  removerOf: () => undefined,
  singlesWithin: () => [],
};

function check(
  resource: Resource,
  { deployment }: DynamicSession,
  news: Plain,
): { inputs: Plain; failures: PlainFailure[] } {
  try {
    const surroundings = { urn: "", claims: NO_CLAIMS, enforce: false, isDeleted: () => false };
    const given = inputsFrom(news);
    const { inputs, failures } = resource.check(given, surroundings);
    const all = [...failures, ...unenforceable(inputs)];
    // Refused links count as well: the program means to keep them.
    for (const claim of resource.claims(inputs)) deployment.claims.declare(declarerOf(claim.id), [claim]);
    return {
      inputs: plainInputs(inputs),
      failures: all.map((failure) => reported(failure, (name) => containsSecret(given[name]))),
    };
  } catch (error) {
    if (!(error instanceof ValueRefused)) throw error;
    return { inputs: {}, failures: [reported(error, () => true)] };
  }
}

/** The engine takes the wish to be read first from answers, in which the engine's dynamic provider does not pass it on. */
function unenforceable({ enforce, strays }: PropertyMap): Failure[] {
  const failures: Failure[] = [];
  if (enforce !== undefined && enforce !== false) {
    const reason = "needs the plugin; here pulumi up --refresh reads every link first";
    failures.push({ path: ["enforce"], reason });
  }
  // Whether another resource of the program declares a link is not known here.
  if (strays !== undefined && strays !== "ignore") {
    failures.push({
      path: ["strays"],
      reason: "needs the plugin; here the links of other resources cannot be told from strays",
    });
  }
  return failures;
}

/** The engine's dynamic provider passes on whether something changed and what replaces, but no single properties. */
function diff(resource: Resource, session: DynamicSession, id: string, olds: Plain, news: Plain): PlainDiff {
  const request = diffRequest(olds, news);
  const { deployment, urlOf } = session;
  show(deployment, ownerOf(resource, id), resource.ownership(id, request.olds), request.olds);
  const surroundings = {
    isDeleted: (other: string) => deployment.isDeleted(other),
    isImported: (other: string) => deployment.isImported(other),
    // Strays are left alone here.
    engine: undefined,
    isAnothers: () => false,
    lastRead: () => undefined,
    urlOf,
  };
  const { differences, deleteBeforeReplace, warnings } = resource.diff(request, surroundings);
  for (const warning of warnings) consoleLog(id, session.said).warnOnce("endpoint", warning);
  const replaces = differences.filter(({ replace }) => replace).map(({ path }) => topLevel(path));
  const changes = differences.length > 0 || isOutOfDate(request);
  return { changes, replaces: [...new Set(replaces)], deleteBeforeReplace };
}

/** Inputs that are no outputs are kept in state by an answer alone, and read and delete are shown nothing else of them. */
function isOutOfDate({ oldInputs, news }: DiffRequest): boolean {
  return oldInputs !== undefined && !sameValue(oldInputs, news);
}

/** `ignoreChanges` has been applied by the engine, which tells a dynamic provider no more of it. */
function diffRequest(olds: Plain, news: Plain): DiffRequest {
  const { inputs, outputs } = stateFrom(olds);
  return { olds: outputs, oldInputs: inputs, news: inputsFrom(news), ignoreChanges: [] };
}

/** A link that a program gets without managing it has no state yet; the engine would take an empty answer for one. */
function gone(id: string, outputs: PropertyMap): { id: string } {
  if (Object.keys(outputs).length > 0) return { id: "" };
  throw new CallFailure("NOT_FOUND", `there is no link ${id} to get`);
}

interface Subject {
  readonly id: string;
  /** Where secrets of this call may come from. */
  readonly properties: readonly (PropertyMap | undefined)[];
}

/** Runs the work of one call. Whatever it says, in its log or its failure, is free of secrets. */
async function perform<T>(
  session: DynamicSession,
  resource: Resource,
  { id, properties }: Subject,
  work: (context: Context) => Promise<T>,
): Promise<T> {
  const mask = maskOf(...properties);
  const limits = session.calls.begin(0);
  try {
    const log = maskedLog(consoleLog(id, session.said), mask);
    const { deployment } = session;
    const found = foundTarget(mask, properties, deployment);
    return await work({ client: () => session.client(), limits, log, found, urn: ownerOf(resource, id), deployment });
  } catch (error) {
    throw failureOf(error, limits, mask);
  } finally {
    limits.end();
  }
}

/** @param given what the call was given, with the provider's own code, which a resource done in part has to keep. */
async function readably<T>(given: Plain, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new DynamicFailure(error, given.__provider);
  }
}
