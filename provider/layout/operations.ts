/** Everything of the AliasLayout resource that talks to the service. */
export { createLayout } from "./create";
export { readLayout } from "./read";
export { removeLayout } from "./remove";
export { updateLayout } from "./update";
