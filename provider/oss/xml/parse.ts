/**
 * XML answers other than list pages, by fast-xml-parser, loaded when the first one comes.
 * Values stay text: by default that library turns a key `001` into the number 1 and trims blanks.
 */

export interface XmlElement {
  readonly [name: string]: string | XmlElement | readonly (string | XmlElement)[] | undefined;
}

interface Parser {
  parse(text: string): unknown;
}

let parser: Parser | undefined;

function loadParser(): Parser {
  const { XMLParser } = require("fast-xml-parser") as typeof import("fast-xml-parser");
  return new XMLParser({
    parseTagValue: false,
    parseAttributeValue: false,
    trimValues: false,
    ignoreAttributes: true,
    ignoreDeclaration: true,
    ignorePiTags: true,
    processEntities: true,
    htmlEntities: true,
  });
}

/** The content of the root element, or undefined if the text is not one whole XML element of that name. */
export function parseXml(text: string, root: string): XmlElement | undefined {
  // Entities defined in a document can blow up a parser; the service sends none.
  if (/<!DOCTYPE|<!ENTITY/i.test(text)) return undefined;
  if (!isWhole(text, root)) return undefined;
  parser ??= loadParser();
  try {
    const parsed = parser.parse(text);
    const content = isElement(parsed) ? parsed[root] : undefined;
    if (content === "") return {};
    return isElement(content) ? content : onlyBlank(content) ? {} : undefined;
  } catch {
    return undefined;
  }
}

/** The parser accepts truncated documents without complaint; a whole one ends by closing its root. */
function isWhole(text: string, root: string): boolean {
  const start = new RegExp(`^\\uFEFF?\\s*(<\\?[^>]*\\?>\\s*)?<${root}[\\s/>]`).test(text);
  const end = new RegExp(`(</${root}\\s*>|^[^<]*(<\\?[^>]*\\?>\\s*)?<${root}[^>]*/>)\\s*$`).test(text);
  return start && end;
}

export function textOf(element: XmlElement | undefined, name: string): string | undefined {
  const value = element?.[name];
  const first = Array.isArray(value) ? value[0] : value;
  return typeof first === "string" ? first : undefined;
}

export function childOf(element: XmlElement | undefined, name: string): XmlElement | undefined {
  return childrenOf(element, name)[0];
}

/** All child elements of a name that have elements in them, whether the document has one or several. */
export function childrenOf(element: XmlElement | undefined, name: string): readonly XmlElement[] {
  const value = element?.[name];
  const all = Array.isArray(value) ? value : [value];
  return all.filter(isElement);
}

function isElement(value: unknown): value is XmlElement {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function onlyBlank(value: unknown): boolean {
  return typeof value === "string" && value.trim() === "";
}
