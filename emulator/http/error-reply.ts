import type { OssError } from "../errors/oss-error";
import { type XmlNode, xmlDocument } from "../xml/xml-writer";
import { percentEncode } from "./percent";
import type { Reply } from "./reply";

export interface ErrorSetting {
  readonly method: string;
  readonly host: string;
  readonly requestId: string;
  /** The header that carries the body of a HEAD error; a fault rule can drop it (wire-facts §9.2). */
  readonly withErrorHeader: boolean;
  readonly ec: string | undefined;
}

/** The one place where an error becomes an answer (§9.1, §9.2). */
export function errorReply(error: OssError, setting: ErrorSetting): Reply {
  const { status, code, message } = error.entry;
  const elements: XmlNode[] = [
    ["Code", code],
    ["Message", message],
    ["RequestId", setting.requestId],
    ["HostId", setting.host],
    ...Object.entries(error.details.elements ?? {}),
  ];
  if (setting.ec) {
    elements.push(["EC", setting.ec]);
    elements.push(["RecommendDoc", `https://api.aliyun.com/troubleshoot?q=${percentEncode(setting.ec)}`]);
  }
  const body = xmlDocument(["Error", elements]);
  const headers: Record<string, string> = { "Content-Type": "application/xml", ...error.details.headers };
  if (setting.ec) headers["x-oss-ec"] = setting.ec;
  if (setting.method === "HEAD" && setting.withErrorHeader) headers["x-oss-err"] = body.toString("base64");
  return { status, headers, body };
}
