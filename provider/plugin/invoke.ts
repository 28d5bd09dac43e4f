import * as pb from "@pulumi/pulumi/proto/provider_pb";
import type { ProviderFunction } from "../functions/function";
import { decodeProperties, encodeProperties } from "../protocol/codec";
import { CallFailure } from "../protocol/failures";
import { formatPath } from "../protocol/paths";
import type { CallOrigin } from "../protocol/service";
import { containsSecret, emptyMap, type PropertyMap, Secret } from "../protocol/values";
import { perform } from "./perform";
import type { Session } from "./session";

export async function invoke(
  request: pb.InvokeRequest,
  origin: CallOrigin,
  session: Session,
): Promise<pb.InvokeResponse> {
  const called = functionOf(request.getTok());
  const given = decodeProperties(request.getArgs());
  const { checkArguments } = functions();
  const { inputs, failures } = checkArguments(called, given);
  if (failures.length > 0) return refusal(failures.map(({ path, reason }) => [formatPath(path), reason]));
  const subject = { urn: "", timeoutSeconds: 0, properties: [given] };
  const answer = await perform(session, origin, subject, (context) => {
    const declaring = (bucket: string, key: string) =>
      context.deployment.claims.otherAt(`${bucket}/${key}`, "")?.urn.split("::").at(-1);
    return called.run(inputs, { ...context, declaring });
  });
  return new pb.InvokeResponse().setReturn(encodeProperties(asSecretAs(given, answer)));
}

function functionOf(token: string): ProviderFunction {
  const { FUNCTIONS } = functions();
  const called = FUNCTIONS.get(token);
  if (called !== undefined) return called;
  const known = [...FUNCTIONS.keys()].join(", ");
  throw new CallFailure("UNIMPLEMENTED", `there is no function ${JSON.stringify(token)}; there are ${known}`);
}

function functions() {
  const { FUNCTIONS } = require("../functions/registry") as typeof import("../functions/registry");
  const { checkArguments } = require("../functions/check-arguments") as typeof import("../functions/check-arguments");
  return { FUNCTIONS, checkArguments };
}

/** The engine prints property and reason, and no value. */
function refusal(failures: readonly (readonly [property: string, reason: string])[]): pb.InvokeResponse {
  const response = new pb.InvokeResponse();
  for (const [property, reason] of failures) {
    response.addFailures(new pb.CheckFailure().setProperty(property).setReason(reason));
  }
  return response;
}

/** What was asked with a secret may repeat it in every answer: the engine leaves it to the provider to say so. */
function asSecretAs(given: PropertyMap, answer: PropertyMap): PropertyMap {
  if (!containsSecret(given)) return answer;
  const secret = emptyMap();
  for (const [name, value] of Object.entries(answer)) secret[name] = new Secret(value);
  return secret;
}
