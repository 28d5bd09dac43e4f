import { bucketReason, keyReason, textReason, versionIdReason } from "../oss/names";
import { type Checked, checkFields, type Failure } from "../properties/check-fields";
import type { PropertyMap, PropertyValue } from "../protocol/values";
import { containsUnknown, emptyMap, reveal } from "../protocol/values";
import type { ProviderFunction } from "./function";

/** What an argument of that name must be like, whichever function it is for. */
const RULES: Readonly<Record<string, (value: PropertyValue) => string | undefined>> = {
  bucket: ofText(bucketReason),
  key: ofText(keyReason),
  prefix: ofText(textReason),
  versionId: ofText(versionIdReason),
  limit: (value) => (isCount(value) ? undefined : `must be a whole number from 1 to ${MOST}`),
};

const MOST = 1_000_000;

/** The arguments in clear, and everything that is wrong with them. */
export function checkArguments({ token, inputs }: ProviderFunction, given: PropertyMap): Checked {
  const plain = emptyMap();
  const unknown: Failure[] = [];
  for (const [name, value] of Object.entries(given)) {
    if (containsUnknown(value)) unknown.push({ path: [name], reason: "is not known yet" });
    else plain[name] = reveal(value);
  }
  const checked = checkFields(token.split(":").at(-1) ?? token, inputs, plain);
  const missing = checked.failures.filter(({ path }) => !unknown.some((one) => one.path[0] === path[0]));
  const failures = missing.length > 0 || unknown.length > 0 ? [...unknown, ...missing] : ruleFailures(checked.inputs);
  return { inputs: checked.inputs, failures };
}

function ruleFailures(args: PropertyMap): Failure[] {
  return Object.entries(args).flatMap(([name, value]) => {
    const reason = RULES[name]?.(value);
    return reason === undefined ? [] : [{ path: [name], reason }];
  });
}

function ofText(rule: (text: string) => string | undefined): (value: PropertyValue) => string | undefined {
  return (value) => (typeof value === "string" ? rule(value) : undefined);
}

function isCount(value: PropertyValue): boolean {
  return typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= MOST;
}
