/** Reads what the service says about a failure: XML in the body, or on HEAD in a header, or whatever a gateway sent. */
import type { Answer } from "./transport/answer";
import { parseXml, textOf } from "./xml/parse";

export interface ServiceFailure {
  readonly status: number;
  readonly code: string;
  readonly reason: string;
  readonly ec: string | undefined;
  readonly requestId: string | undefined;
  /** The endpoint to use instead. */
  readonly endpoint: string | undefined;
  /** The service's clock. */
  readonly serverTime: Date | undefined;
  /** What the service computed its signature from. */
  readonly stringToSign: string | undefined;
  readonly deleteMarker: boolean;
  readonly versionId: string | undefined;
  /** False for a gateway's HTML, an empty or broken body: then nobody knows whether the service saw the request. */
  readonly fromService: boolean;
}

const ERROR_BYTES = 64 * 1024;
const REASON_CHARACTERS = 300;
const CODE = /^[A-Za-z][A-Za-z0-9.]{0,99}$/;
const ENDPOINT_HOST = /^[A-Za-z0-9.-]{1,253}(:[0-9]{1,5})?$/;

export function readFailure(answer: Answer): ServiceFailure {
  const text = errorText(answer);
  const xml = text === undefined ? undefined : parseXml(text, "Error");
  const sentCode = textOf(xml, "Code")?.trim();
  const code = sentCode !== undefined && CODE.test(sentCode) ? sentCode : undefined;
  const endpoint = textOf(xml, "Endpoint")?.trim();
  return {
    status: answer.status,
    code: code ?? codeOfStatus(answer),
    reason: plain(textOf(xml, "Message")) || reasonWithoutXml(answer, text),
    ec: oneLine(textOf(xml, "EC") ?? answer.headers.ec),
    requestId: oneLine(textOf(xml, "RequestId") ?? answer.headers.requestId),
    endpoint: code === "AccessDenied" && endpoint !== undefined && ENDPOINT_HOST.test(endpoint) ? endpoint : undefined,
    serverTime: date(textOf(xml, "ServerTime")) ?? date(answer.headers.date),
    stringToSign: textOf(xml, "StringToSign"),
    deleteMarker: answer.headers.deleteMarker === "true",
    versionId: answer.headers.versionId,
    fromService: code !== undefined,
  };
}

function errorText(answer: Answer): string | undefined {
  if (answer.body.length > 0) return answer.body.subarray(0, ERROR_BYTES).toString("utf8");
  const encoded = answer.headers.encodedError;
  return encoded === undefined ? undefined : Buffer.from(encoded, "base64").toString("utf8");
}

/** HEAD without x-oss-err has but its status to tell; 304 and 412 answer conditions and have no body either. */
function codeOfStatus(answer: Answer): string {
  if (answer.status === 404) return "NotFound";
  if (answer.status === 304) return "NotModified";
  if (answer.status === 412) return "PreconditionFailed";
  return answer.status >= 500 ? "ServerError" : "UnexpectedAnswer";
}

function reasonWithoutXml(answer: Answer, text: string | undefined): string {
  if (answer.status === 304) return "the object has not been modified";
  if (text === undefined || text.trim() === "") return "the answer says nothing beyond its status";
  if (/^\s*<(?:!doctype html|html)/i.test(text)) {
    const title = plain(/<title>([^<]*)<\/title>/i.exec(text)?.[1]);
    return `a gateway answered with HTML${title === undefined ? "" : ` ("${title}")`} in place of the service`;
  }
  if (/<!DOCTYPE/i.test(text)) return "the answer's XML has a document type, which the service never sends";
  if (/^\s*<(?:\?xml|Error)/.test(text)) return "the answer's XML is cut off or malformed";
  return `the answer is not XML but "${plain(text.slice(0, 200))}"`;
}

/** Text of the service fit for one sentence: one line, no control characters, no final stop, of bounded length. */
function plain(text: string | undefined): string | undefined {
  const line = oneLine(text)?.replace(/\.$/, "");
  return line === undefined || line === "" ? undefined : line.slice(0, REASON_CHARACTERS);
}

function oneLine(text: string | undefined): string | undefined {
  const line = text?.replace(/[\s\p{C}]+/gu, " ").trim();
  return line === "" ? undefined : line?.slice(0, REASON_CHARACTERS);
}

function date(text: string | undefined): Date | undefined {
  const parsed = text === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(parsed) ? undefined : new Date(parsed);
}
