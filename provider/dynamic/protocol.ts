/** What the engine's dynamic provider for Node.js calls, and what it passes (@pulumi/pulumi: cmd/dynamic-provider). */

/** Properties as plain JSON. Unknown values are the engine's sentinel texts, secrets come in clear. */
export type Plain = Readonly<Record<string, unknown>>;

export interface DynamicConfig {
  get(key: string): unknown;
}

export interface PlainFailure {
  readonly property: string;
  readonly reason: string;
}

export interface PlainDiff {
  readonly changes: boolean;
  readonly replaces: string[];
  readonly deleteBeforeReplace: boolean;
}

export interface DynamicProvider {
  configure(request: { readonly config: DynamicConfig }): Promise<void>;
  check(olds: Plain, news: Plain): Promise<{ inputs: Plain; failures: PlainFailure[] }>;
  diff(id: string, olds: Plain, news: Plain): Promise<PlainDiff>;
  create(inputs: Plain): Promise<{ id: string; outs: Plain }>;
  /** An empty ID if there is nothing. */
  read(id: string, outputs: Plain): Promise<{ id: string; props?: Plain; inputs?: Plain }>;
  update(id: string, olds: Plain, news: Plain): Promise<{ outs: Plain }>;
  delete(id: string, outputs: Plain): Promise<void>;
}
