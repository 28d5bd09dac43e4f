import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Variables } from "./environment";
import { runTool } from "./tools";

const SOURCE = join(__dirname, "go-sdk");

/** The module file of every Go program, unless it brings its own: it pins the SDK. */
export const PINNED_GO_MODULE = {
  "go.mod": readFileSync(join(SOURCE, "go.mod"), "utf8"),
  "go.sum": readFileSync(join(SOURCE, "go.sum"), "utf8"),
};

/** The same as in the build of the engine: what that has compiled is compiled. */
const FLAGS = {
  GOFLAGS: "-mod=readonly -buildvcs=false -trimpath -tags=osusergo,grpcnotrace",
  CGO_ENABLED: "0",
  GOWORK: "off",
};

let prepared: Promise<Variables> | undefined;

/** Has Go fetch and compile the SDK into its own caches, if it has not yet; programs then get by without network. */
export function goSdk(): Promise<Variables> {
  prepared ??= prepare();
  return prepared;
}

async function prepare(): Promise<Variables> {
  const answer = await runTool("go", ["env", "GOCACHE", "GOMODCACHE"], SOURCE);
  const [GOCACHE = "", GOMODCACHE = ""] = answer.trim().split("\n");
  await runTool("go", ["build", "-o", "/dev/null", "."], SOURCE, { ...process.env, ...FLAGS });
  return { ...FLAGS, GOCACHE, GOMODCACHE, GOPROXY: "off", GOTOOLCHAIN: "local" };
}
