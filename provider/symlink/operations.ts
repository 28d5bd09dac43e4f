/** Everything of the Symlink resource that talks to the service. */
export { createSymlink } from "./create";
export { listSymlinks } from "./list";
export { readSymlink } from "./read";
export { removeSymlink } from "./remove";
export { updateSymlink } from "./update";
