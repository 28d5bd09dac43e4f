import type { Field } from "../properties/field";

/** Arguments that functions share. */
export const BUCKET: Field = { name: "bucket", type: "string", required: true, doc: "The bucket." };

export const PREFIX: Field = {
  name: "prefix",
  type: "string",
  doc: "Only links whose key begins with this. The whole bucket if not given.",
};
