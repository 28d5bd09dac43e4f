import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { transformSync } from "@swc/core";

/** A rule switched off: in one file of the provider, one function does something else. */
export interface Mutation {
  /** Path below the repository's root. */
  readonly file: string;
  readonly functionName: string;
  /** Stands in place of the function's body. `original(...args)` is what the function did. */
  readonly body: string;
}

type PluginModule = typeof import("../../../provider/plugin/serve");
type Wrapper = (
  exports: object,
  require: (name: string) => unknown,
  module: { exports: object },
  date: DateConstructor,
) => void;

/** The clock of one process. */
export interface Clock {
  aheadMs: number;
}

export interface Loaded {
  readonly plugin: PluginModule;
  readonly clock: Clock;
}

const root = path.join(__dirname, "../../..");

/** Compiled once for all loaders. */
const asWritten = new Map<string, Wrapper>();

/**
 * Loads the provider as a process of its own would: with modules, and so with everything they remember, that no other
 * process shares. Packages are shared.
 */
export class ProviderLoader {
  readonly #mutated = new Map<string, Wrapper>();
  readonly #files = new Map<string, string>();

  constructor(private readonly mutations: readonly Mutation[] = []) {}

  /** A provider that remembers nothing. */
  load(): Loaded {
    const clock = { aheadMs: 0 };
    const date = dateOf(clock);
    const modules = new Map<string, { exports: object }>();
    const requireFile = (file: string): unknown => {
      const known = modules.get(file);
      if (known !== undefined) return known.exports;
      const module = { exports: {} };
      modules.set(file, module);
      this.#wrapperOf(file)(module.exports, (name) => requireFrom(file, name), module, date);
      return module.exports;
    };
    const requireFrom = (file: string, name: string): unknown => {
      if (!name.startsWith(".")) return require(name);
      const target = this.#resolve(file, name);
      return target.endsWith(".ts") ? requireFile(target) : require(target);
    };
    return { plugin: requireFile(path.join(root, "provider/plugin/serve.ts")) as PluginModule, clock };
  }

  #resolve(from: string, name: string): string {
    const wanted = path.join(path.dirname(from), name);
    const known = this.#files.get(wanted);
    if (known !== undefined) return known;
    const found = [`${wanted}.ts`, path.join(wanted, "index.ts"), wanted].find((file) => existsSync(file));
    if (found === undefined) throw new Error(`${from} imports ${name}, which does not exist`);
    this.#files.set(wanted, found);
    return found;
  }

  #wrapperOf(file: string): Wrapper {
    const isMutated = this.mutations.some((mutation) => path.relative(root, file) === mutation.file);
    const wrappers = isMutated ? this.#mutated : asWritten;
    const known = wrappers.get(file);
    if (known !== undefined) return known;
    const { code } = transformSync(this.#sourceOf(file), {
      filename: file,
      sourceMaps: "inline",
      jsc: { target: "es2022", parser: { syntax: "typescript" } },
      module: { type: "commonjs" },
    });
    const wrapper = new Function("exports", "require", "module", "Date", `${code}\n//# sourceURL=${file}`) as Wrapper;
    wrappers.set(file, wrapper);
    return wrapper;
  }

  #sourceOf(file: string): string {
    const source = readFileSync(file, "utf8");
    return this.mutations
      .filter((mutation) => path.relative(root, file) === mutation.file)
      .reduce((text, mutation) => mutated(text, mutation), source);
  }
}

function dateOf(clock: Clock): DateConstructor {
  return class extends Date {
    constructor(...args: [] | [number | string]) {
      if (args.length === 0) super(Date.now() + clock.aheadMs);
      else super(...args);
    }
    static override now(): number {
      return Date.now() + clock.aheadMs;
    }
  } as DateConstructor;
}

/** Declarations are hoisted, so whoever calls the function by its name, also within the file, calls the replacement. */
function mutated(source: string, { file, functionName, body }: Mutation): string {
  const declaration = new RegExp(`^(export )?(async )?function ${functionName}(?=[(<])`, "m");
  const found = declaration.exec(source);
  if (found === null) throw new Error(`${file} has no function ${functionName} that could be switched off`);
  const [, exported = "", asynchronous = ""] = found;
  const renamed = source.replace(declaration, `${asynchronous}function ${functionName}Original`);
  const original = `const original = ${functionName}Original;`;
  return `${renamed}\n${exported}${asynchronous}function ${functionName}(...args) { ${original} ${body} }\n`;
}
