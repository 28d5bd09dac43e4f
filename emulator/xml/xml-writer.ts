/** A node of an XML document: its name and its text or its children. */
export type XmlNode = readonly [name: string, content: string | number | boolean | readonly XmlNode[]];

export function xmlDocument(root: XmlNode): Buffer {
  return Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>\n${write(root)}`, "utf8");
}

function write([name, content]: XmlNode): string {
  if (typeof content === "string") return `<${name}>${escapeXml(content)}</${name}>`;
  if (typeof content === "number" || typeof content === "boolean") return `<${name}>${content}</${name}>`;
  let inner = "";
  for (const child of content) inner += write(child);
  return `<${name}>${inner}</${name}>`;
}

const NEEDS_ESCAPE = /[&<>\u0000-\u001f]/;

/** Control characters go out as references: line breaks would be normalised, the others are not XML at all (§6.2). */
export function escapeXml(text: string): string {
  if (!NEEDS_ESCAPE.test(text)) return text;
  return text.replace(/[&<>\u0000-\u001f]/g, (character) => ENTITIES[character] ?? `&#${character.charCodeAt(0)};`);
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };
