import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { WireError } from "./protocol";

/** One answer line of an adapter. */
interface Answer {
  readonly id: number;
  readonly ok?: object;
  readonly error?: WireError;
}

interface Waiting {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

/** An adapter in its own process, with an empty home and none of this process's credentials or proxies. */
export class AdapterProcess {
  private readonly child: ChildProcess;
  private readonly home = mkdtempSync(join(tmpdir(), "oss-symlink-interop-"));
  private readonly waiting = new Map<number, Waiting>();
  private readonly ended: Promise<void>;
  private complaints = "";
  private failure: string | undefined;
  private last = 0;

  constructor([executable = "", ...args]: readonly string[]) {
    this.child = spawn(executable, args, { stdio: ["pipe", "pipe", "pipe"], env: plainEnvironment(this.home) });
    this.child.stderr?.on("data", (chunk) => {
      this.complaints = (this.complaints + String(chunk)).slice(-4000);
    });
    // An adapter that is gone is told by its end, below.
    this.child.stdin?.on("error", () => undefined);
    createInterface({ input: this.child.stdout as NodeJS.ReadableStream }).on("line", (line) => this.settle(line));
    this.ended = new Promise((resolve) => {
      this.child.once("error", (error) => this.failAll(error.message, resolve));
      this.child.once("close", (code) => this.failAll(`adapter ended with code ${code}`, resolve));
    });
  }

  ask(op: string, args: object): Promise<Answer> {
    this.last += 1;
    const id = this.last;
    return new Promise((resolve, reject) => {
      if (this.failure) return reject(new Error(this.failure));
      this.waiting.set(id, { resolve, reject });
      this.child.stdin?.write(`${JSON.stringify({ ...args, id, op })}\n`);
    });
  }

  /** Ends its input, upon which an adapter ends by itself. */
  async close(): Promise<void> {
    this.child.stdin?.end();
    await this.ended;
    rmSync(this.home, { recursive: true, force: true });
  }

  private settle(line: string): void {
    const answer = JSON.parse(line) as Answer;
    this.waiting.get(answer.id)?.resolve(answer);
    this.waiting.delete(answer.id);
  }

  private failAll(reason: string, then: () => void): void {
    this.failure = `${reason}\n${this.complaints}`;
    for (const { reject } of this.waiting.values()) reject(new Error(this.failure));
    this.waiting.clear();
    then();
  }
}

function plainEnvironment(home: string): NodeJS.ProcessEnv {
  const { PATH, LANG, TMPDIR, PYENV_ROOT, JAVA_HOME } = process.env;
  return { PATH, LANG, TMPDIR, PYENV_ROOT, JAVA_HOME, HOME: home };
}
