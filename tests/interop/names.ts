import type { Ability } from "./protocol";

/** Names that some layer between a caller and the store is known to change: encoders, URL parsers, XML, shells. */
const HOSTILE: readonly string[] = [
  "plain.txt",
  "with space",
  " edge blanks ",
  "plus+plus",
  "+",
  "100%",
  "%",
  "literal%20escape",
  "a%2Fb",
  "%2F",
  "question?mark",
  "?symlink",
  "hash#tag",
  "amp&equals=1",
  "&amp;",
  "quote\"single'back`tick",
  "less<greater>",
  "]]>",
  "semi;colon:at@dollar$comma,",
  "brackets[]{}()",
  "tilde~star*bang!",
  "inner\\backslash",
  "pipe|caret^",
  "中文/世界.txt",
  "日本語 スペース",
  "emoji-🚀",
  "combining-e\u0301",
  "line\u2028separator",
  "a//b",
  "-dash",
  "001",
  "1e5",
  "true",
  "null",
  "undefined",
  "__proto__",
  "x".repeat(1023),
  "界".repeat(341),
];

/** Names that command lines take for folders. */
const FOLDERS: readonly string[] = ["folder/", "a/b/", "double//"];

/** Segments that URL parsers resolve. */
const DOT_SEGMENTS: readonly string[] = ["a/../b", "a/./b", "../up", "./here", "dir/..", "dir/.", "..."];

/** Characters that XML 1.0 cannot carry or that line protocols split at. */
export const CONTROL: readonly string[] = [
  "tab\there",
  "line\nfeed",
  "carriage\rreturn",
  "form\ffeed",
  "bell\u0007",
  "del\u007f",
];

export interface NameSet {
  readonly kind: string;
  readonly names: readonly string[];
  readonly needs: readonly Ability[];
  /** What putting and copying objects of such names needs besides. */
  readonly needsInObjects: readonly Ability[];
  /** What a multi-delete of such names needs besides. */
  readonly needsInXml: readonly Ability[];
}

const PLAIN = { needs: [], needsInObjects: [], needsInXml: [] };

export const NAME_SETS: readonly NameSet[] = [
  { ...PLAIN, kind: "hostile names", names: HOSTILE },
  { ...PLAIN, kind: "a final slash", names: FOLDERS, needsInObjects: ["objects with a final slash"] },
  { ...PLAIN, kind: "dot segments", names: DOT_SEGMENTS, needs: ["dot segments in keys"] },
  { ...PLAIN, kind: "nothing but dots", names: [".", ".."], needs: ["a key that is a dot segment"] },
  {
    ...PLAIN,
    kind: "control characters",
    names: CONTROL,
    needs: ["control characters in keys"],
    needsInXml: ["control characters in a multi-delete"],
  },
];
