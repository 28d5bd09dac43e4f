/**
 * Entry point of the plugin: opens a port, prints it, and serves the provider protocol there.
 * It must export nothing: the engine's Node.js host would take an exported class for a component to be served.
 */
import { readFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";

// Not started directly but by the SDK's loader, which has hooked ts-node into `require`: with allowJs in the user's
// tsconfig.json it would compile all of the package and its dependencies anew.
if (require.main !== module) {
  require.extensions[".js"] = (loaded, file) => {
    (loaded as unknown as { _compile(code: string, file: string): void })._compile(readFileSync(file, "utf8"), file);
  };
}

const { complaintAbout } = require("./plugin/node-version") as typeof import("./plugin/node-version");
const complaint = complaintAbout(process.versions.node);
if (complaint !== undefined) {
  process.stderr.write(`oss-symlink: ${complaint}\n`);
  process.exit(1);
}

const listener = createServer();
listener.once("error", (error) => {
  process.stderr.write(`oss-symlink: no port could be opened on 127.0.0.1: ${error.message}\n`);
  process.exitCode = 1;
});
listener.listen(0, "127.0.0.1", () => {
  // The engine reads the port and connects while gRPC is being loaded; its connection waits in the backlog till then.
  process.stdout.write(`${(listener.address() as AddressInfo).port}\n`);
  (require("./plugin/start") as typeof import("./plugin/start")).start(listener, process.argv.slice(2));
});
