import { ossError } from "../errors/oss-error";

/** An element with its own text and its children, in the order of the document. */
export interface XmlElement {
  readonly name: string;
  text: string;
  readonly children: XmlElement[];
}

const DEEPEST_NESTING = 16;
const TOKEN =
  /<\?[\s\S]*?\?>|<!--[\s\S]*?-->|<!\[CDATA\[([\s\S]*?)\]\]>|<(\/?)([A-Za-z_][\w.:-]*)((?:\s+[\w.:-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>|([^<]+)/y;

/**
 * Reads a request body. Small on purpose: elements, text, the five entities and character references, CDATA;
 * no document types, and everything that does not nest is refused with MalformedXML.
 */
export function readXml(body: Buffer, root: string): XmlElement {
  const text = decodeUtf8(body);
  const document: XmlElement = { name: "", text: "", children: [] };
  const open: XmlElement[] = [document];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const token = TOKEN.exec(text);
    if (!token) throw ossError("MalformedXML");
    readToken(token, open);
  }
  const [element, ...more] = document.children;
  const complete = open.length === 1 && document.text.trim() === "" && more.length === 0;
  if (!complete || element?.name !== root) throw ossError("MalformedXML");
  return element;
}

function readToken([, cdata, closing, name, , selfClosing, characters]: RegExpExecArray, open: XmlElement[]): void {
  const parent = open[open.length - 1];
  if (!parent) throw ossError("MalformedXML");
  if (cdata !== undefined) parent.text += cdata;
  if (characters !== undefined) parent.text += decodeEntities(characters);
  if (name === undefined) return;
  if (closing) {
    if (selfClosing || open.length === 1 || parent.name !== localName(name)) throw ossError("MalformedXML");
    open.pop();
    return;
  }
  const element: XmlElement = { name: localName(name), text: "", children: [] };
  parent.children.push(element);
  if (!selfClosing) open.push(element);
  if (open.length > DEEPEST_NESTING) throw ossError("MalformedXML");
}

function localName(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}

function decodeUtf8(body: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(body);
  } catch {
    throw ossError("MalformedXML");
  }
}

const NAMED: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function decodeEntities(text: string): string {
  if (!text.includes("&")) return text;
  return text.replace(/&(#x[0-9A-Fa-f]{1,6}|#[0-9]{1,7}|[A-Za-z]+)?;?/g, (reference, name: string | undefined) => {
    if (!name || !reference.endsWith(";")) throw ossError("MalformedXML");
    return name.startsWith("#") ? decodeCharacter(name) : namedCharacter(name);
  });
}

function namedCharacter(name: string): string {
  const character = NAMED[name];
  if (character === undefined) throw ossError("MalformedXML");
  return character;
}

function decodeCharacter(reference: string): string {
  const code = reference[1] === "x" ? Number.parseInt(reference.slice(2), 16) : Number.parseInt(reference.slice(1), 10);
  if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) throw ossError("MalformedXML");
  return String.fromCodePoint(code);
}

export function childrenOf(element: XmlElement, name: string): XmlElement[] {
  return element.children.filter((child) => child.name === name);
}

/** The text of the only child of that name; undefined where there is none. */
export function textOf(element: XmlElement, name: string): string | undefined {
  const found = childrenOf(element, name);
  if (found.length > 1) throw ossError("MalformedXML");
  return found[0]?.text;
}
