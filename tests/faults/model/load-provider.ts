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
type Wrapper = (exports: object, require: (name: string) => unknown, module: { exports: object }) => void;

const root = path.join(__dirname, "../../..");

/**
 * Loads the provider as a process of its own would: with modules, and so with everything they remember, that no other
 * process shares. Sources are compiled once; packages are shared.
 */
export class ProviderLoader {
  readonly #wrappers = new Map<string, Wrapper>();
  readonly #files = new Map<string, string>();
  #applied = false;

  constructor(private readonly mutation?: Mutation) {}

  /** A provider that remembers nothing. */
  load(): PluginModule {
    const modules = new Map<string, { exports: object }>();
    const requireFile = (file: string): unknown => {
      const known = modules.get(file);
      if (known !== undefined) return known.exports;
      const module = { exports: {} };
      modules.set(file, module);
      this.#wrapperOf(file)(module.exports, (name) => requireFrom(file, name), module);
      return module.exports;
    };
    const requireFrom = (file: string, name: string): unknown => {
      if (!name.startsWith(".")) return require(name);
      const target = this.#resolve(file, name);
      return target.endsWith(".ts") ? requireFile(target) : require(target);
    };
    return requireFile(path.join(root, "provider/plugin/serve.ts")) as PluginModule;
  }

  /** Whether the function that was to be replaced has been loaded. */
  get applied(): boolean {
    return this.#applied;
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
    const known = this.#wrappers.get(file);
    if (known !== undefined) return known;
    const { code } = transformSync(this.#sourceOf(file), {
      filename: file,
      sourceMaps: "inline",
      jsc: { target: "es2022", parser: { syntax: "typescript" } },
      module: { type: "commonjs" },
    });
    const wrapper = new Function("exports", "require", "module", `${code}\n//# sourceURL=${file}`) as Wrapper;
    this.#wrappers.set(file, wrapper);
    return wrapper;
  }

  #sourceOf(file: string): string {
    const source = readFileSync(file, "utf8");
    if (this.mutation === undefined || path.relative(root, file) !== this.mutation.file) return source;
    this.#applied = true;
    return mutated(source, this.mutation);
  }
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
