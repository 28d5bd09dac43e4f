import type { Deployment } from "../deployment/deployment";
import type { OssError } from "../oss";
import { cutOff, type OpenCall } from "../protocol/calls";
import type { Log } from "../protocol/engine-log";
import { CallFailure, MissingConfiguration, PartialFailure } from "../protocol/failures";
import { type Mask, maskOf } from "../protocol/mask";
import type { CallOrigin } from "../protocol/service";
import { containsSecret, type PropertyMap } from "../protocol/values";
import type { Context, Ownership } from "../resource";
import { failureCodeOf } from "./oss-failure";
import type { Session } from "./session";

/** What is known of a call before its work begins. */
export interface CallSubject {
  readonly urn: string;
  /** As the engine sends it; 0 for no limit. */
  readonly timeoutSeconds: number;
  /** Where secrets of this call may come from. */
  readonly properties: readonly (PropertyMap | undefined)[];
}

/**
 * Runs the work of one call within its limits. Whatever it says, in its log or its failure, is free of secrets, and
 * what it logged is with the engine before it is answered.
 */
export async function perform<T>(
  session: Session,
  origin: CallOrigin,
  subject: CallSubject,
  work: (context: Context) => Promise<T>,
): Promise<T> {
  const call = session.calls.begin(subject.timeoutSeconds);
  let answered = false;
  // grpc-js says so of every call that is over, too.
  origin.onAbandoned(() => {
    if (!answered) call.abort(cutOff());
  });
  const mask = maskOf(...subject.properties);
  const { deployment } = session;
  try {
    call.signal.throwIfAborted();
    return await work({
      client: () => session.client(),
      limits: call,
      log: maskedLog(session.log.for(subject.urn), mask),
      found: foundTarget(mask, subject.properties, deployment),
      urn: subject.urn,
      deployment,
    });
  } catch (error) {
    throw failureOf(error, call, mask);
  } finally {
    answered = true;
    call.end();
    await session.log.flush();
  }
}

export function maskedLog(log: Log, mask: Mask): Log {
  return {
    debug: (message) => log.debug(mask(message)),
    info: (message) => log.info(mask(message)),
    warn: (message) => log.warn(mask(message)),
    warnOnce: (topic, message) => log.warnOnce(topic, mask(message)),
    status: (message) => log.status(mask(message)),
  };
}

/** What stands in place of a secret target is as secret: it may be what somebody else has chosen for the same link. */
export function foundTarget(
  mask: Mask,
  properties: CallSubject["properties"],
  deployment: Pick<Deployment, "isTargetHidden">,
): Context["found"] {
  let isSecret: boolean | undefined;
  return (id, target) => {
    isSecret ??= properties.some(hasSecretTarget);
    if (isSecret || deployment.isTargetHidden(id)) mask.hide(target);
  };
}

function hasSecretTarget(properties: PropertyMap | undefined): boolean {
  return TARGETS.some((name) => containsSecret(properties?.[name]));
}

const TARGETS = ["target", "targetPrefix", "links"];

/** The links of a state that this process was shown are recognised, under whatever name, and a secret target stays one. */
export function show(deployment: Deployment, urn: string, owned: readonly Ownership[], outputs: PropertyMap): void {
  const isSecret = hasSecretTarget(outputs);
  for (const { id, proof } of owned) {
    deployment.show(urn, id, proof);
    if (isSecret) deployment.hideTarget(id);
  }
}

/** An aborted call says why it was aborted, and what it was doing then. What was done in part keeps its state. */
export function failureOf(error: unknown, call: OpenCall, mask: Mask): unknown {
  if (error instanceof PartialFailure) {
    return new PartialFailure({ ...error.state, reasons: error.state.reasons.map(mask) }, { cause: error });
  }
  const reason: unknown = call.signal.reason;
  if (call.signal.aborted && reason instanceof CallFailure) {
    const doing = error === reason || !(error instanceof Error) ? "" : `: ${mask(error.message)}`;
    return new CallFailure(reason.code, `${reason.message}${doing}`, { cause: error });
  }
  if (error instanceof MissingConfiguration) return error;
  if (error instanceof CallFailure) return new CallFailure(error.code, mask(error.message), { cause: error });
  if (isOssError(error)) return new CallFailure(failureCodeOf(error), mask(error.message), { cause: error });
  return error;
}

/** By name: the client is not loaded just to ask whether it threw. */
function isOssError(error: unknown): error is OssError {
  return error instanceof Error && error.name === "OssError";
}
