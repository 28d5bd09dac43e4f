import { CATALOGUE } from "../../errors/catalogue";
import { OssError, ossError } from "../../errors/oss-error";
import type { OssRequest } from "../../http/oss-request";
import { emptyReply, type Reply } from "../../http/reply";
import type { CorsConfiguration, CorsRule } from "../../store/model";
import type { Call } from "../call";

/** What a browser asks before, or with, a request from another origin. */
interface CorsQuestion {
  readonly origin: string;
  readonly method: string;
  readonly headers: readonly string[];
}

/** The preflight request (wire-facts §12.3): never signed, answered from the rules alone. */
export function optionObject(call: Call): Reply {
  const { request } = call;
  const { origin, "access-control-request-method": method } = request.headers;
  if (!origin) throw new OssError({ ...CATALOGUE.PreflightIncomplete, message: ORIGIN_NEEDED });
  if (!method) throw ossError("PreflightIncomplete");
  const cors = call.store.bucket(request.address.bucket ?? "")?.info.cors;
  const headers = (request.headers["access-control-request-headers"] ?? "").split(",").map((name) => name.trim());
  const question = { origin, method, headers: headers.filter((name) => name !== "") };
  const rule = cors?.rules.find((candidate) => allows(candidate, question));
  if (!rule) throw ossError("CorsForbidden", { Method: method, ResourceType: "OBJECT" });
  const allowedHeaders =
    question.headers.length === 0 ? {} : { "Access-Control-Allow-Headers": question.headers.join(", ") };
  const maxAge = rule.maxAgeSeconds === undefined ? {} : { "Access-Control-Max-Age": String(rule.maxAgeSeconds) };
  return emptyReply(200, { ...ruleHeaders(rule, origin), ...allowedHeaders, ...maxAge });
}

const ORIGIN_NEEDED = "Insufficient information. Origin request header needed.";

/** Headers added to every answer to a browser's request, errors included; nothing where no rule allows it. */
export function corsHeaders(request: OssRequest, cors: CorsConfiguration | undefined): Record<string, string> {
  if (!cors) return {};
  const vary: Record<string, string> = cors.responseVary ? { Vary: "Origin" } : {};
  const { origin } = request.headers;
  if (!origin || request.method === "OPTIONS") return vary;
  const rule = cors.rules.find((candidate) => allows(candidate, { origin, method: request.method, headers: [] }));
  return rule ? { ...ruleHeaders(rule, origin), ...vary } : vary;
}

function ruleHeaders(rule: CorsRule, origin: string): Record<string, string> {
  const headers: Record<string, string> = {
    "Access-Control-Allow-Origin": rule.allowedOrigins.includes("*") ? "*" : origin,
    "Access-Control-Allow-Methods": rule.allowedMethods.join(", "),
  };
  if (rule.exposeHeaders.length > 0) headers["Access-Control-Expose-Headers"] = rule.exposeHeaders.join(", ");
  return headers;
}

function allows(rule: CorsRule, { origin, method, headers }: CorsQuestion): boolean {
  return (
    rule.allowedOrigins.some((pattern) => matches(pattern, origin)) &&
    rule.allowedMethods.includes(method) &&
    headers.every((name) => rule.allowedHeaders.some((pattern) => matches(pattern.toLowerCase(), name.toLowerCase())))
  );
}

/** At most one `*`, which stands for anything. */
function matches(pattern: string, text: string): boolean {
  const [start = "", end] = pattern.split("*");
  if (end === undefined) return pattern === text;
  return text.length >= start.length + end.length && text.startsWith(start) && text.endsWith(end);
}
