/**
 * What may be sent: rules for bucket, key, target, metadata, headers and tags.
 * Nothing is repaired here: a name is either sent exactly as given or refused with a reason. Reasons never quote values.
 */
import { LIMIT } from "./constants";
import { isPlainPath } from "./encoding";

/** One thing wrong with an input; `path` leads to it, e.g. ["metadata", "Owner"]. */
export interface Problem {
  readonly path: readonly string[];
  readonly reason: string;
}

/** Everything of a link that has rules. What is absent (or not known yet) is not judged. */
export interface NamedInputs {
  readonly bucket?: string | undefined;
  readonly key?: string | undefined;
  readonly target?: string | undefined;
  readonly versionId?: string | undefined;
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
  readonly headers?: Readonly<Record<string, string | undefined>> | undefined;
}

const BUCKET = /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/;
const PRINTABLE_ASCII = /^[\x20-\x7e]*$/;
const LONE_SURROGATE = /[\uD800-\uDFFF]/u;
const HEADER_CONTROL = /[\x00-\x08\x0a-\x1f\x7f]/;
const EDGE_BLANK = /^[ \t]|[ \t]$/;
const METADATA_NAME = /^[A-Za-z0-9-]+$/;
const TAG_TEXT = /^[\p{L}\p{N} +\-=._:/]*$/u;

/** All problems at once, in the order of the inputs. */
export function problemsOf(inputs: NamedInputs): Problem[] {
  const problems: Problem[] = [];
  const note = (path: readonly string[], reason: string | undefined) => {
    if (reason !== undefined) problems.push({ path, reason });
  };
  if (inputs.bucket !== undefined) note(["bucket"], bucketReason(inputs.bucket));
  if (inputs.key !== undefined) note(["key"], keyReason(inputs.key));
  if (inputs.target !== undefined) note(["target"], keyReason(inputs.target));
  if (inputs.versionId !== undefined) note(["versionId"], versionIdReason(inputs.versionId));
  for (const [name, value] of Object.entries(inputs.headers ?? {})) {
    if (value !== undefined) note([name], headerValueReason(value) ?? (value === "" ? "is empty" : undefined));
  }
  problems.push(...metadataProblems(inputs.metadata ?? {}), ...tagProblems(inputs.tags ?? {}));
  return problems;
}

export function bucketReason(bucket: string): string | undefined {
  if (BUCKET.test(bucket)) return undefined;
  return "must be 3 to 63 lower-case letters, digits or hyphens, and neither start nor end with a hyphen";
}

/** True only for keys that have no reason to be refused and that go into a path as they are: the common case, told fast. */
export function isPlainKey(key: string): boolean {
  return key.length > 0 && key.length <= LIMIT.keyBytes && key.charCodeAt(0) !== 0x2f && isPlainPath(key);
}

/** True only for values that have no reason to be refused, one byte per character: the common case, told fast. */
export function isPlainHeaderValue(value: string): boolean {
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i);
    if (code < 0x20 || code > 0x7e) return false;
  }
  return value.charCodeAt(0) !== 0x20 && value.charCodeAt(value.length - 1) !== 0x20;
}

/** Rules for an object key; a link's target follows the same. */
export function keyReason(key: string): string | undefined {
  if (key === "") return "is empty";
  const first = key.charCodeAt(0);
  if (first === 0x2f || first === 0x5c) return `starts with ${first === 0x2f ? "a slash" : "a backslash"}`;
  if (PRINTABLE_ASCII.test(key)) return tooLong(key.length);
  if (LONE_SURROGATE.test(key)) return surrogateReason(key);
  return tooLong(Buffer.byteLength(key));
}

export function versionIdReason(versionId: string): string | undefined {
  return versionId === "" ? "is empty" : textReason(versionId);
}

/** The rule for anything that is sent as UTF-8. */
export function textReason(text: string): string | undefined {
  return LONE_SURROGATE.test(text) ? surrogateReason(text) : undefined;
}

/** HTTP carries neither control characters nor blanks at the edges of a value; a proxy or the service would drop them. */
export function headerValueReason(value: string): string | undefined {
  const control = HEADER_CONTROL.exec(value);
  if (control) {
    return `contains the control character ${codePointName(control[0])} at position ${control.index}, which no HTTP header can carry`;
  }
  if (EDGE_BLANK.test(value)) return "starts or ends with a blank, which does not survive in an HTTP header";
  return textReason(value);
}

export function metadataProblems(metadata: Readonly<Record<string, string>>): Problem[] {
  const problems: Problem[] = [];
  const spellings = new Map<string, string>();
  let bytes = 0;
  for (const [name, value] of Object.entries(metadata)) {
    const path = ["metadata", name];
    if (!METADATA_NAME.test(name)) {
      problems.push({ path, reason: "has a name with other characters than letters, digits and hyphens" });
    }
    const twin = spellings.get(name.toLowerCase());
    if (twin !== undefined) {
      problems.push({
        path,
        reason: `differs from "${twin}" in upper and lower case only, and OSS folds names to lower case`,
      });
    }
    spellings.set(name.toLowerCase(), name);
    const reason = headerValueReason(value);
    if (reason !== undefined) problems.push({ path, reason });
    bytes += Buffer.byteLength(name) + Buffer.byteLength(value);
  }
  if (bytes > LIMIT.metadataBytes) {
    problems.push({
      path: ["metadata"],
      reason: `has ${bytes} bytes of names and values; OSS stores ${LIMIT.metadataBytes}`,
    });
  }
  return problems;
}

export function tagProblems(tags: Readonly<Record<string, string>>): Problem[] {
  const problems: Problem[] = [];
  const entries = Object.entries(tags);
  if (entries.length > LIMIT.tags) {
    problems.push({ path: ["tags"], reason: `has ${entries.length} tags; OSS stores ${LIMIT.tags} per object` });
  }
  for (const [name, value] of entries) {
    const path = ["tags", name];
    if (name === "") problems.push({ path, reason: "has an empty name" });
    if (length(name) > LIMIT.tagKeyLength) {
      problems.push({ path, reason: `has a name of ${length(name)} characters; OSS stores ${LIMIT.tagKeyLength}` });
    }
    if (length(value) > LIMIT.tagValueLength) {
      problems.push({ path, reason: `has a value of ${length(value)} characters; OSS stores ${LIMIT.tagValueLength}` });
    }
    if (!TAG_TEXT.test(name))
      problems.push({ path, reason: `has a name with other characters than ${TAG_CHARACTERS}` });
    if (!TAG_TEXT.test(value))
      problems.push({ path, reason: `has a value with other characters than ${TAG_CHARACTERS}` });
  }
  return problems;
}

const TAG_CHARACTERS = "letters, digits, space and + - = . _ : /";

function tooLong(bytes: number): string | undefined {
  return bytes > LIMIT.keyBytes ? `is ${bytes} bytes long in UTF-8; OSS allows ${LIMIT.keyBytes}` : undefined;
}

function surrogateReason(text: string): string {
  const position = LONE_SURROGATE.exec(text)?.index ?? 0;
  return `contains half of a surrogate pair at position ${position}, which has no UTF-8 form`;
}

function codePointName(character: string): string {
  return `U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
}

function length(text: string): number {
  return [...text].length;
}
