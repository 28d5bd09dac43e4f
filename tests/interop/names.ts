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
  "folder/",
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

/** Segments that URL parsers resolve. */
const DOT_SEGMENTS: readonly string[] = ["a/../b", "a/./b", "../up", "..", "dir/..", "..."];

/** Characters that XML 1.0 cannot carry or that line protocols split at. */
const CONTROL: readonly string[] = [
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
}

export const NAME_SETS: readonly NameSet[] = [
  { kind: "hostile names", names: HOSTILE, needs: [] },
  { kind: "dot segments", names: DOT_SEGMENTS, needs: ["dot segments in keys"] },
  { kind: "control characters", names: CONTROL, needs: ["control characters in keys"] },
];
