import { ossError } from "../../errors/oss-error";
import { emptyReply, type Reply, xmlReply } from "../../http/reply";
import type { CorsConfiguration, CorsRule } from "../../store/model";
import { childrenOf, readXml, textOf, type XmlElement } from "../../xml/xml-reader";
import type { XmlNode } from "../../xml/xml-writer";
import { bucketOf, type Call } from "../call";

const MOST_RULES = 10;
const METHODS = ["GET", "PUT", "DELETE", "POST", "HEAD"];

/** wire-facts §12.3 */
export function putBucketCors(call: Call): Reply {
  const { info } = bucketOf(call);
  const root = readXml(call.request.body, "CORSConfiguration");
  const rules = childrenOf(root, "CORSRule").map(readRule);
  if (rules.length === 0 || rules.length > MOST_RULES) throw ossError("MalformedXML");
  const cors: CorsConfiguration = { rules, responseVary: textOf(root, "ResponseVary")?.trim() === "true" };
  call.store.commit({ op: "bucket", info: { ...info, cors } });
  return emptyReply(200);
}

export function getBucketCors(call: Call): Reply {
  const { cors } = bucketOf(call).info;
  if (!cors) throw ossError("NoSuchCORSConfiguration");
  return xmlReply(["CORSConfiguration", [...cors.rules.map(writeRule), ["ResponseVary", cors.responseVary]]]);
}

export function deleteBucketCors(call: Call): Reply {
  const { info } = bucketOf(call);
  call.store.commit({ op: "bucket", info: { ...info, cors: undefined } });
  return emptyReply(204);
}

function readRule(element: XmlElement): CorsRule {
  const texts = (name: string) => childrenOf(element, name).map((child) => child.text.trim());
  const allowedOrigins = texts("AllowedOrigin");
  const allowedMethods = texts("AllowedMethod");
  const allowedHeaders = texts("AllowedHeader");
  const exposeHeaders = texts("ExposeHeader");
  if (allowedOrigins.length === 0 || allowedMethods.length === 0) throw ossError("MalformedXML");
  if (!allowedMethods.every((method) => METHODS.includes(method)))
    throw ossError("InvalidArgument", { ArgumentName: "AllowedMethod" });
  const patterns = [...allowedOrigins, ...allowedHeaders];
  if (patterns.some((pattern) => pattern.split("*").length > 2))
    throw ossError("InvalidArgument", { ArgumentName: "AllowedOrigin" });
  // They become header values.
  if (!exposeHeaders.every((header) => /^[A-Za-z0-9-]+$/.test(header)))
    throw ossError("InvalidArgument", { ArgumentName: "ExposeHeader" });
  return { allowedOrigins, allowedMethods, allowedHeaders, exposeHeaders, maxAgeSeconds: readMaxAge(element) };
}

function readMaxAge(element: XmlElement): number | undefined {
  const text = textOf(element, "MaxAgeSeconds")?.trim();
  if (text === undefined) return undefined;
  if (!/^\d{1,9}$/.test(text))
    throw ossError("InvalidArgument", { ArgumentName: "MaxAgeSeconds", ArgumentValue: text });
  return Number(text);
}

function writeRule(rule: CorsRule): XmlNode {
  return [
    "CORSRule",
    [
      ...rule.allowedOrigins.map((text): XmlNode => ["AllowedOrigin", text]),
      ...rule.allowedMethods.map((text): XmlNode => ["AllowedMethod", text]),
      ...rule.allowedHeaders.map((text): XmlNode => ["AllowedHeader", text]),
      ...rule.exposeHeaders.map((text): XmlNode => ["ExposeHeader", text]),
      ...(rule.maxAgeSeconds === undefined ? [] : [["MaxAgeSeconds", rule.maxAgeSeconds] as const]),
    ],
  ];
}
