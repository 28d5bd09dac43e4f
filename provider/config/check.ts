import { type Checked, checkFields, type Failure } from "../properties/check-fields";
import type { Field } from "../properties/field";
import {
  emptyMap,
  isSecret,
  type MutablePropertyMap,
  type PropertyMap,
  type PropertyValue,
  Secret,
} from "../protocol/values";
import { CONFIG_FIELDS } from "./fields";

/** What the engine puts beside the options; they are its own. */
const ENGINE_KEYS = new Set(["version", "pluginDownloadURL"]);

const MAXIMUM: Readonly<Record<string, number>> = { maxRetries: 100, timeoutSeconds: 86_400, maxConnections: 10_000 };

/** Checks provider options. The result is written to state, so nothing from the environment may get into it. */
export function checkConfig(given: PropertyMap): Checked {
  const [own, options] = [emptyMap(), emptyMap()];
  for (const [name, value] of Object.entries(given)) (ENGINE_KEYS.has(name) ? own : options)[name] = value;
  const decoded = decodeConfig(options);
  const { inputs, failures } = checkFields("the provider", CONFIG_FIELDS, decoded);
  const kept: MutablePropertyMap = { ...own };
  // As the user wrote it, text or number: the engine compares it with what it gets next time.
  for (const name of Object.keys(inputs)) kept[name] = concealed(name, options[name] as PropertyValue);
  return { inputs: kept, failures: [...failures, ...rangeFailures(inputs), ...pairFailures(inputs)] };
}

/** SDKs send values that are no text as JSON in a text. Texts that are not what the option wants are left to check. */
export function decodeConfig(given: PropertyMap): PropertyMap {
  const decoded = emptyMap();
  for (const [name, value] of Object.entries(given)) {
    const field = CONFIG_FIELDS.find((candidate) => candidate.name === name);
    const plain = decodeOption(field, value);
    // An option set to nothing is an option not set.
    if (plain !== "") decoded[name] = plain;
  }
  return decoded;
}

function decodeOption(field: Field | undefined, value: PropertyValue): PropertyValue {
  if (isSecret(value)) return new Secret(decodeOption(field, value.value));
  if (field === undefined || field.type === "string" || typeof value !== "string") return value;
  try {
    return JSON.parse(value) as PropertyValue;
  } catch {
    return value;
  }
}

function concealed(name: string, value: PropertyValue): PropertyValue {
  const secret = CONFIG_FIELDS.some((field) => field.name === name && field.secret);
  return secret && !isSecret(value) ? new Secret(value) : value;
}

function rangeFailures(inputs: PropertyMap): Failure[] {
  return Object.entries(MAXIMUM).flatMap(([name, maximum]) => {
    const value = inputs[name];
    const least = name === "maxRetries" ? 0 : 1;
    if (typeof value !== "number" || (Number.isInteger(value) && value >= least && value <= maximum)) return [];
    return [{ path: [name], reason: `must be a whole number from ${least} to ${maximum}` }];
  });
}

function pairFailures(inputs: PropertyMap): Failure[] {
  const has = (name: string) => inputs[name] !== undefined;
  const lacks = (one: string, other: string): Failure[] =>
    has(one) && !has(other) ? [{ path: [other], reason: `is missing, and ${one} is no use without it` }] : [];
  return [
    ...lacks("accessKeyId", "accessKeySecret"),
    ...lacks("accessKeySecret", "accessKeyId"),
    ...lacks("securityToken", "accessKeyId"),
  ];
}
