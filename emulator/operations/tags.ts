import { CATALOGUE } from "../errors/catalogue";
import { OssError, ossError } from "../errors/oss-error";
import { percentDecode } from "../http/percent";
import type { OpenQuestions } from "../open-questions";
import { NO_PAIRS } from "../store/model";
import { childrenOf, readXml, textOf } from "../xml/xml-reader";

export type Tags = Readonly<Record<string, string>>;

const MOST_TAGS = 10;
/** Letters, digits, space and `+ - = . _ : /`; letters of any script, as the documents do not narrow them (§8.2). */
const TAG_TEXT = /^[\p{L}\p{M}\p{N} +\-=._:/]*$/u;

/** The header x-oss-tagging: `k1=v1&k2=v2`, each part URL-encoded (wire-facts §8.2). */
export function parseTaggingHeader(header: string | undefined, choices: OpenQuestions): Tags | undefined {
  if (header === undefined) return undefined;
  if (header === "") return NO_PAIRS;
  const pairs = header.split("&").map((part): [string, string] => {
    const equals = part.indexOf("=");
    const name = decodePart(equals < 0 ? part : part.slice(0, equals));
    return [name, equals < 0 ? "" : decodePart(part.slice(equals + 1))];
  });
  if (new Set(pairs.map(([name]) => name)).size < pairs.length) throw ossError("InvalidTaggingHeader");
  return checkTags(pairs, choices);
}

function decodePart(text: string): string {
  const decoded = percentDecode(text.replaceAll("+", " "));
  if (decoded === undefined) throw ossError("InvalidTaggingHeader");
  return decoded;
}

export function parseTaggingXml(body: Buffer, choices: OpenQuestions): Tags {
  const root = readXml(body, "Tagging");
  const sets = childrenOf(root, "TagSet");
  const [set] = sets;
  if (!set || sets.length > 1) throw ossError("MalformedXML");
  const pairs = childrenOf(set, "Tag").map((tag): [string, string] => {
    const key = textOf(tag, "Key");
    if (key === undefined) throw ossError("MalformedXML");
    return [key, textOf(tag, "Value") ?? ""];
  });
  if (new Set(pairs.map(([name]) => name)).size < pairs.length) throw ossError("RepeatedTags");
  return checkTags(pairs, choices);
}

function checkTags(pairs: readonly (readonly [string, string])[], choices: OpenQuestions): Tags {
  if (pairs.length > MOST_TAGS) throw new OssError({ ...CATALOGUE.TooManyTags, code: choices.tooManyTags });
  for (const [name, value] of pairs) {
    if (name === "" || name.length > 128 || !TAG_TEXT.test(name)) throw ossError("InvalidTagKey", { TagKey: name });
    if (value.length > 256 || !TAG_TEXT.test(value)) throw ossError("InvalidTagValue", { TagValue: value });
  }
  return pairs.length === 0 ? NO_PAIRS : Object.fromEntries(pairs);
}
