import { type XmlNode, xmlDocument } from "../xml/xml-writer";

/** What an operation answers; header values are byte strings. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** For HEAD: the length that is told although no body follows. */
  readonly contentLength?: number;
}

/** What goes back over the connection. */
export interface Answer {
  readonly reply: Reply;
  readonly cut: "not" | "instead" | "in-the-middle";
}

const EMPTY = Buffer.alloc(0);

export function emptyReply(status: number, headers: Readonly<Record<string, string>> = {}): Reply {
  return { status, headers, body: EMPTY };
}

export function xmlReply(root: XmlNode, headers: Readonly<Record<string, string>> = {}): Reply {
  return { status: 200, headers: { "Content-Type": "application/xml", ...headers }, body: xmlDocument(root) };
}
