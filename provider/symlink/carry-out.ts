import type { ObjectAcl } from "../oss";
import { messageOf, PartialFailure } from "../protocol/failures";
import { emptyMap, type MutablePropertyMap, type PropertyMap, picked } from "../protocol/values";
import type { Context } from "../resource";
import { IN_DOUBT } from "./doubt";
import { idOf } from "./identity";
import { soon } from "./look";
import { mayHaveTakenEffect } from "./newcomer";
import type { Work } from "./plan";
import { versionIdsOf, versionsAfter } from "./proof";
import { putLink } from "./put";
import { declaredOutputs, wholeSecret, writtenOutputs } from "./state";

/** One request of an update, and what state says once it is done. */
interface Step {
  /** False if somebody else has come in between: then nothing more may be sent. */
  readonly send: () => Promise<boolean>;
  readonly outputs: (before: PropertyMap) => PropertyMap;
  /** What it is about, if it is no put. */
  readonly facet?: "acl" | "tags";
}

/** Sends what the plan says and returns the new outputs. If it gets stuck half-way, state says how far it came. */
export async function carryOut(work: Work, context: Context): Promise<PropertyMap> {
  let outputs = work.seen;
  let done = work.written ? 1 : 0;
  for (const step of stepsOf(work, context)) {
    let goesOn: boolean;
    try {
      goesOn = await step.send();
    } catch (error) {
      if (done === 0) throw error;
      // Sent without an answer, it may have been carried out.
      const doubtful = step.facet !== undefined && mayHaveTakenEffect(error);
      throw halfDone(work, doubtful ? { ...outputs, [step.facet]: IN_DOUBT[step.facet] } : outputs, error);
    }
    outputs = step.outputs(outputs);
    if (!goesOn) return outputs;
    done++;
  }
  return settled(work.news, outputs);
}

/** When it was known what is there: by a look, or by a put. */
interface Known {
  at: number;
}

function stepsOf(work: Work, context: Context): Step[] {
  const { plan, guarded } = work;
  const known: Known = { at: work.seenAt };
  const steps: Step[] = plan.put ? [putStep(work, known, context)] : [];
  // A put carries what is declared of ACL and tags. What is to be reset has a request of its own even so.
  if (plan.acl === "reset" || (plan.acl === "set" && !plan.put)) steps.push(aclStep(work, known, context));
  if (plan.tags === "reset" || (plan.tags === "set" && !plan.put)) steps.push(tagsStep(work, known, context));
  return guarded ? steps.slice(0, 1) : steps;
}

function putStep({ declared, news, seen, seenAt, guarded, plan }: Work, known: Known, context: Context): Step {
  let outputs: PropertyMap = seen;
  return {
    send: async () => {
      const bucket = context.deployment.bucket(declared.bucket);
      const put = () => putLink(declared, { guarded, seenAt }, context);
      const { etag, versionId, overtaken, sentAt } = await bucket.inTurn(context.limits.signal, put);
      known.at = sentAt;
      const url = context.client().objectUrl(declared.bucket, declared.key);
      const versionIds = versionsAfter(versionIdsOf(seen), versionId);
      const written = writtenOutputs(news, { url, etag, versionId, versionIds, writtenEtag: etag });
      outputs = {
        ...written,
        ...pending(seen, plan.acl === "reset" && "acl"),
        ...pending(seen, plan.tags === "reset" && "tags"),
      };
      return !overtaken;
    },
    outputs: () => outputs,
  };
}

/** A facet that is still to be reset stands in state until it is. */
function pending(seen: PropertyMap, name: "acl" | "tags" | false): PropertyMap {
  const value = name === false ? undefined : seen[name];
  return name === false || value === undefined ? {} : { [name]: value };
}

function aclStep({ declared: { bucket, key, acl }, news }: Work, known: Known, context: Context): Step {
  const value = (acl ?? "default") as ObjectAcl;
  return {
    facet: "acl",
    send: async () => {
      context.deployment.touched(idOf({ bucket, key }));
      await context.client().putAcl(bucket, key, value, soon(known.at, context));
      return true;
    },
    // A change of the ACL counts as a modification of the object.
    outputs: (before) => without(withValue(before, news, "acl"), "lastModified"),
  };
}

function tagsStep({ declared: { bucket, key, tags }, news }: Work, known: Known, context: Context): Step {
  const none = tags === undefined || Object.keys(tags).length === 0;
  return {
    facet: "tags",
    send: async () => {
      context.deployment.touched(idOf({ bucket, key }));
      if (none) await context.client().deleteTagging(bucket, key, soon(known.at, context));
      else await context.client().putTagging(bucket, key, tags, soon(known.at, context));
      return true;
    },
    outputs: (before) => withValue(before, news, "tags"),
  };
}

function withValue(outputs: PropertyMap, news: PropertyMap, name: string): PropertyMap {
  const value = news[name];
  const next = without(outputs, name);
  if (value !== undefined) next[name] = wholeSecret(value);
  return next;
}

function without(outputs: PropertyMap, name: string): MutablePropertyMap {
  const next: MutablePropertyMap = Object.assign(emptyMap(), outputs);
  delete next[name];
  return next;
}

/** Everything is as declared now; only what was observed besides stays. */
function settled(news: PropertyMap, outputs: PropertyMap): PropertyMap {
  const observed = ["url", "etag", "versionId", "versionIds", "writtenEtag", "lastModified"];
  return Object.assign(declaredOutputs(news), picked(outputs, observed));
}

function halfDone({ id, oldInputs, plan, written }: Work, outputs: PropertyMap, error: unknown): PartialFailure {
  const first = plan.put || written ? "the link was written" : "the ACL was set";
  const reasons = [`${first}, but not everything else: ${messageOf(error)}`, "the next pulumi up tries again"];
  return new PartialFailure({ id, properties: outputs, inputs: oldInputs, reasons }, { cause: error });
}
