import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";
import { decodeProperties, encodeProperties } from "../protocol/codec";
import {
  containsSecret,
  emptyMap,
  isMap,
  isSecret,
  type MutablePropertyMap,
  type PropertyMap,
  reveal,
  Secret,
} from "../protocol/values";
import type { Plain } from "./protocol";

/** Names of the secret properties, sent by the class: a dynamic provider is told values only. */
const SECRETS = "__secrets";

/** The output that keeps the last inputs, because a dynamic provider is shown outputs only. */
const DECLARED = "declared";

/** What a state says, in the words of the resource. */
export interface State {
  readonly outputs: PropertyMap;
  /** Undefined in a state that this host did not write. */
  readonly inputs: PropertyMap | undefined;
}

/** Inputs as the class sends them, without what is the class's and the engine's own. */
export function inputsFrom(plain: Plain): PropertyMap {
  const given = decode(plain);
  return conceal(withoutOwn(given), namesIn(given[SECRETS]));
}

/** Checked inputs for the engine, which hands them back as they are. */
export function plainInputs(inputs: PropertyMap): Plain {
  return encode({ ...inputs, ...secretNames(inputs) });
}

export function stateFrom(plain: Plain): State {
  const given = decode(plain);
  const { [DECLARED]: declared, ...outputs } = withoutOwn(given);
  const inputs = isSecret(declared) ? declared.value : declared;
  if (!isMap(inputs)) return { outputs, inputs: undefined };
  const secrets = namesIn(inputs[SECRETS]);
  return { outputs: conceal(outputs, secrets), inputs: conceal(withoutOwn(inputs), secrets) };
}

/** Secrets are marked: the engine, which marks outputs of a secret input's name only, takes marks from a provider, too. */
export function plainState(outputs: PropertyMap, inputs: PropertyMap): Plain {
  const declared = { ...(reveal(inputs) as PropertyMap), ...secretNames(inputs) };
  return encode({ ...outputs, [DECLARED]: containsSecret(inputs) ? new Secret(declared) : declared });
}

export function decode(plain: Plain): PropertyMap {
  return decodeProperties(Struct.fromJavaScript(plain as Record<string, JavaScriptValue>));
}

function encode(properties: PropertyMap): Plain {
  return encodeProperties(properties).toJavaScript();
}

/** Names with two underscores in front are the class's and the engine's own. */
function withoutOwn(properties: PropertyMap): PropertyMap {
  const kept = emptyMap();
  for (const [name, value] of Object.entries(properties)) if (!name.startsWith("__")) kept[name] = value;
  return kept;
}

function conceal(properties: PropertyMap, secrets: readonly string[]): PropertyMap {
  if (secrets.length === 0) return properties;
  const concealed: MutablePropertyMap = Object.assign(emptyMap(), properties);
  for (const name of secrets) {
    const value = properties[name];
    if (value !== undefined && !isSecret(value)) concealed[name] = new Secret(value);
  }
  return concealed;
}

function secretNames(inputs: PropertyMap): PropertyMap {
  const names = Object.keys(inputs).filter((name) => containsSecret(inputs[name]));
  return names.length === 0 ? {} : { [SECRETS]: names };
}

function namesIn(value: PropertyMap[string] | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((name) => typeof name === "string") : [];
}
