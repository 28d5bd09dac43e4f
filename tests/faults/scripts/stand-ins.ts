import { spawn } from "node:child_process";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PROGRAMS } from "../../../scripts/engine/pins";

const ENGINE = join(__dirname, "..", "..", "..", "scripts", "engine.js");

/** An executable that is found on a PATH of one folder, and has the system's tools all the same. */
export function writeProgram(folder: string, name: string, script = ""): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), `#!/bin/sh\nPATH=/usr/bin:/bin\n${script}\n`);
  chmodSync(join(folder, name), 0o755);
}

export function writeEngine(folder: string, version: string, programs = PROGRAMS): void {
  for (const name of programs) writeProgram(folder, name, `echo v${version}`);
}

/**
 * A `go` that compiles nothing: each build notes its working folder in `log` and writes an executable that says
 * `version` for each package, with `pause` before the first, between them and after the last.
 */
export function writeGo(folder: string, log: string, { go = "1.99.0", version = "3.259.0", pause = ":" } = {}): void {
  writeProgram(
    folder,
    "go",
    `case $1 in
env) printf 'go${go}\\n%s\\n%s\\n' "$HOME/compiled" "$HOME/modules" ;;
list) echo "$HOME/source" ;;
build)
  echo "\${PWD##*/}" >>'${log}'
  for word; do
    case $previous in -o) out=$word ;; esac
    previous=$word
    case $word in ./*|github.com/*)
      ${pause}
      echo "$word" >&2
      printf '#!/bin/sh\\necho v${version}\\n' >"$out\${word##*/}"
      chmod +x "$out\${word##*/}" ;;
    esac
  done
  ${pause} ;;
esac`,
  );
  for (const file of ["python/cmd/pulumi-language-python-exec", "nodejs/dist/pulumi-resource-pulumi-nodejs"]) {
    const [, directory = "", name = ""] = /^(.*)\/(.*)$/.exec(file) ?? [];
    writeProgram(join(folder, "..", "home", "source", directory), name);
  }
}

/** The environment of a machine whose PATH is `bin` and whose site for downloads is `site`. */
export function machine(root: string, site = "http://127.0.0.1:1"): NodeJS.ProcessEnv {
  mkdirSync(join(root, "home"), { recursive: true });
  return {
    PATH: join(root, "bin"),
    HOME: join(root, "home"),
    OSS_SYMLINK_CACHE: join(root, "cache"),
    NODE_OPTIONS: `--require=${JSON.stringify(join(__dirname, "stand-ins", "redirect.js"))}`,
    STAND_IN_SITE: site,
  };
}

export function startEngineScript(env: NodeJS.ProcessEnv) {
  const child = spawn(process.execPath, [ENGINE], { env, stdio: ["ignore", "pipe", "pipe"] });
  const output = { stdout: "", stderr: "" };
  child.stdout.on("data", (text) => {
    output.stdout += text;
  });
  child.stderr.on("data", (text) => {
    output.stderr += text;
  });
  const done = new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) => {
    child.on("close", (code) => resolve({ code, ...output }));
  });
  return { child, done };
}

export function runEngineScript(env: NodeJS.ProcessEnv) {
  return startEngineScript(env).done;
}
