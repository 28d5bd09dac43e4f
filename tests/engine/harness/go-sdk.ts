import { createHash } from "node:crypto";
import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ensureCached } from "../../../scripts/cache";
import type { Variables } from "./environment";
import { runTool } from "./tools";

const SOURCE = join(__dirname, "go-sdk");

/** The module file of every Go program, unless it brings its own: it pins the SDK. */
export const PINNED_GO_MODULE = {
  "go.mod": readFileSync(join(SOURCE, "go.mod"), "utf8"),
  "go.sum": readFileSync(join(SOURCE, "go.sum"), "utf8"),
};

/** Fetched and compiled once, into caches of its own: the developer's module cache is left alone. */
export async function goSdk(): Promise<Variables> {
  const digest = createHash("sha256").update(PINNED_GO_MODULE["go.sum"]).digest("hex").slice(0, 8);
  const folder = await ensureCached(`go-sdk/${process.platform}-${process.arch}-${digest}`, async (draft) => {
    cpSync(SOURCE, join(draft, "program"), { recursive: true });
    const env = { ...process.env, ...goVariables(draft) };
    await runTool("go", ["build", "-o", join(draft, "empty"), "."], join(draft, "program"), env);
  });
  return { ...goVariables(folder), GOPROXY: "off" };
}

function goVariables(folder: string): Variables {
  return {
    GOMODCACHE: join(folder, "modules"),
    GOCACHE: join(folder, "compiled"),
    GOFLAGS: "-modcacherw -buildvcs=false -trimpath",
    GOTOOLCHAIN: "local",
    GOWORK: "off",
    CGO_ENABLED: "0",
  };
}
