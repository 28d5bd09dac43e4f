import { ROUTES } from "../routing/routes";
import type { FaultRule } from "./fault-rule";

const RULE_FIELDS = new Set(["operation", "bucket", "key", "keyPrefix", "skip", "count", "effect"]);

type FieldCheck = (value: unknown) => boolean;
const isText: FieldCheck = (value) => typeof value === "string" && value !== "";
const isCount: FieldCheck = (value) => Number.isInteger(value) && Number(value) >= 0;
const isErrorStatus: FieldCheck = (value) => Number.isInteger(value) && Number(value) >= 400 && Number(value) <= 599;
const isHeaders: FieldCheck = (value) =>
  typeof value === "object" && value !== null && Object.values(value).every(isText);
const optional =
  (check: FieldCheck): FieldCheck =>
  (value) =>
    value === undefined || check(value);

const EFFECT_FIELDS: Readonly<Record<string, Readonly<Record<string, FieldCheck>>>> = {
  latency: { ms: isCount },
  error: {
    status: isErrorStatus,
    code: isText,
    message: optional(isText),
    ec: optional(isText),
    headers: optional(isHeaders),
  },
  "reset-before": {},
  "reset-after": {},
  truncate: {},
  html: { status: isErrorStatus },
  clock: { offsetMs: Number.isInteger },
  "drop-x-oss-err": {},
};

/** Rules also come as JSON from outside, and a misspelt one would quietly never strike. */
export function checkFaultRule(rule: unknown): asserts rule is FaultRule {
  if (!isRecord(rule)) throw new TypeError("a fault rule must be an object");
  for (const field of Object.keys(rule)) {
    if (!RULE_FIELDS.has(field))
      throw new TypeError(`a fault rule has no field "${field}"; it has ${[...RULE_FIELDS].join(", ")}`);
  }
  checkOperations(rule.operation);
  for (const field of ["bucket", "key", "keyPrefix"]) {
    if (rule[field] !== undefined && typeof rule[field] !== "string") throw new TypeError(`${field} must be a string`);
  }
  for (const field of ["skip", "count"]) {
    if (rule[field] !== undefined && !isCount(rule[field]))
      throw new TypeError(`${field} must be a whole number from 0 on`);
  }
  checkEffect(rule.effect);
}

function checkOperations(operation: unknown): void {
  if (operation === undefined) return;
  for (const name of Array.isArray(operation) ? operation : [operation]) {
    if (!ROUTES.some((route) => route.operation === name))
      throw new TypeError(`there is no operation "${String(name)}"`);
  }
}

function checkEffect(effect: unknown): void {
  const kinds = Object.keys(EFFECT_FIELDS);
  if (!isRecord(effect)) throw new TypeError("a fault rule needs an effect");
  const fields =
    typeof effect.kind === "string" && Object.hasOwn(EFFECT_FIELDS, effect.kind)
      ? EFFECT_FIELDS[effect.kind]
      : undefined;
  if (!fields) throw new TypeError(`effect.kind must be one of ${kinds.join(", ")}`);
  for (const [field, check] of Object.entries(fields)) {
    if (!check(effect[field])) throw new TypeError(`effect.${field} of "${String(effect.kind)}" is missing or wrong`);
  }
  for (const field of Object.keys(effect)) {
    if (field !== "kind" && !Object.hasOwn(fields, field))
      throw new TypeError(`effect "${String(effect.kind)}" has no field "${field}"`);
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
