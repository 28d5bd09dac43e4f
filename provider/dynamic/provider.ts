import { failureOf, maskedLog } from "../plugin/perform";
import { ValueRefused } from "../protocol/codec";
import { CallFailure } from "../protocol/failures";
import { maskOf } from "../protocol/mask";
import { formatPath, topLevel } from "../protocol/paths";
import type { PropertyMap } from "../protocol/values";
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
    check: async (_olds, news) => readably(news, () => check(resource, news)),
    diff: async (id, olds, news) => readably(news, () => diff(resource, session, id, olds, news)),

    create: (news) =>
      readably(news, async () => {
        const inputs = inputsFrom(news);
        const subject = { id: `${inputs.bucket}/${inputs.key}`, properties: [inputs] };
        const work = (context: Context) => resource.create({ inputs, preview: false }, context);
        const { id, outputs } = await perform(session, subject, work);
        return { id, outs: plainState(outputs, inputs) };
      }),

    read: (id, olds) =>
      readably(olds, async () => {
        const { inputs = {}, outputs } = stateFrom(olds);
        session.show(resource.ownership(id, outputs));
        const work = (context: Context) => resource.read({ id, inputs, outputs }, context);
        const found = await perform(session, { id, properties: [inputs, outputs] }, work);
        if (found === undefined) return gone(id, outputs);
        return { id: found.id, props: plainState(found.outputs, found.inputs), inputs: plainInputs(found.inputs) };
      }),

    update: (id, olds, news) =>
      readably(news, async () => {
        const change = diffRequest(olds, news);
        const subject = { id, properties: [change.news, change.olds, change.oldInputs] };
        const work = (context: Context) => resource.update({ ...change, id, preview: false }, context);
        const { outputs } = await perform(session, subject, work);
        return { outs: plainState(outputs, change.news) };
      }),

    delete: (id, olds) =>
      readably(olds, async () => {
        const { inputs = {}, outputs } = stateFrom(olds);
        const work = (context: Context) => resource.remove({ id, inputs, outputs }, context);
        await perform(session, { id, properties: [inputs, outputs] }, work);
      }),
  };
}

/** The engine's dynamic provider tells no URNs; what is declared twice is found in the program's own process. */
const NO_CLAIMS = { otherAt: () => undefined, otherTo: () => undefined };

function check(resource: Resource, news: Plain): { inputs: Plain; failures: PlainFailure[] } {
  try {
    const { inputs, failures } = resource.check(inputsFrom(news), {
      urn: "",
      claims: NO_CLAIMS,
      // Reading first is the engine's doing, and it does so for plugins only.
      enforce: false,
    });
    const plain = failures.map(({ path, reason }) => ({ property: formatPath(path), reason }));
    return { inputs: plainInputs(inputs), failures: plain };
  } catch (error) {
    if (!(error instanceof ValueRefused)) throw error;
    return { inputs: {}, failures: [{ property: formatPath(error.path), reason: error.reason }] };
  }
}

/** The engine's dynamic provider passes on whether something changed and what replaces, but no single properties. */
function diff(resource: Resource, session: DynamicSession, id: string, olds: Plain, news: Plain): PlainDiff {
  const change = diffRequest(olds, news);
  session.show(resource.ownership(id, change.olds));
  const { deployment, urlOf } = session;
  const { differences, deleteBeforeReplace, warnings } = resource.diff(change, {
    isDeleted: (other) => deployment.isDeleted(other),
    isImported: (other) => deployment.isImported(other),
    urlOf,
  });
  for (const warning of warnings) consoleLog(id, session.said).warnOnce("endpoint", warning);
  const replaces = differences.filter(({ replace }) => replace).map(({ path }) => topLevel(path));
  return { changes: differences.length > 0, replaces: [...new Set(replaces)], deleteBeforeReplace };
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
  { id, properties }: Subject,
  work: (context: Context) => Promise<T>,
): Promise<T> {
  const mask = maskOf(...properties);
  const limits = session.calls.begin(0);
  try {
    const log = maskedLog(consoleLog(id, session.said), mask);
    return await work({ client: () => session.client(), limits, log, urn: id, deployment: session.deployment });
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
