/**
 * The code that the engine keeps in state as the resource's provider, and runs for every operation. It is only an
 * address: what it loads is the package as installed beside the program, so that no code is ever frozen into state.
 * It must never change: states written by any released version hold this very text.
 */
export const PROVIDER_CODE = `exports.handler = () => {
  try { return require("pulumi-oss-symlink/dynamic-host").symlinkProvider; }
  catch ({ message }) {
    throw Object.assign(new Error("the npm package pulumi-oss-symlink cannot be loaded from " + process.cwd() + ": " + message.split("\\n")[0] + "; make it a direct dependency of the program there and run npm install, and npm dedupe if npm ls pulumi-oss-symlink shows two versions"), { stack: "" });
  }
};`;

/** The same for layouts, and as unchangeable. */
export const LAYOUT_PROVIDER_CODE = PROVIDER_CODE.replace("symlinkProvider", "layoutProvider");
