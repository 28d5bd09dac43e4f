/** One property that users write: check, diff and schema are all made from tables of these. */
export interface Field {
  readonly name: string;
  readonly type: "string" | "boolean" | "number" | "map";
  /** What it means, in Markdown, for the schema and the generated SDKs. */
  readonly doc: string;
  readonly required?: true;
  readonly secret?: true;
  /** The only values it may have. */
  readonly choice?: Choice;
}

/** A closed set of values, and its name in the schema. */
export interface Choice {
  readonly name: string;
  readonly doc: string;
  readonly values: readonly ChoiceValue[];
}

export interface ChoiceValue {
  readonly name: string;
  readonly value: string;
  readonly doc: string;
}
