import type { PropertyMap } from "../../../provider/protocol/values";
import { type Answered, partialAnswer } from "./calls";
import type { Deployment } from "./deployment";
import { know, own, release } from "./ownership";
import type { Places } from "./places";
import { inputsOf, LAYOUT_TYPE, LINK_TYPE, type Options, type Program, type Resource, type StackName } from "./program";
import { Interrupted } from "./setting";
import { newEntry, type StateEntry } from "./stack-state";

export interface UpOptions {
  /** Names to be replaced: `--replace`. */
  readonly replace: ReadonlySet<string>;
  /** `--refresh`, beside what asks for it itself. */
  readonly refresh: boolean;
  /** What earlier deployments left to be deleted goes first instead of last: engines have done either. */
  readonly pendingFirst: boolean;
}

export const PLAIN: UpOptions = { replace: new Set(), refresh: false, pendingFirst: false };

export interface Outcome {
  readonly ok: boolean;
  /** Creates, updates, deletes. */
  readonly steps: number;
  /** Every resource of the state was read first. */
  readonly hasRead: boolean;
  /** URNs of what was created. */
  readonly created: ReadonlySet<string>;
  readonly errors: readonly string[];
}

/** How an engine keeps one stack: which calls it makes in which order, and what its state is afterwards. */
export class Stack {
  entries: StateEntry[] = [];
  #steps = 0;
  #created = new Set<string>();

  constructor(
    readonly name: StackName,
    private readonly project: string,
    private readonly places: Places,
  ) {}

  urnOf(resourceName: string): string {
    const type = resourceName.startsWith("layout") ? LAYOUT_TYPE : LINK_TYPE;
    return `urn:pulumi:${this.project}-${this.name}::model::${type}::${resourceName}`;
  }

  taint(name: string): void {
    this.entries = this.entries.map((entry) => (entry.urn === this.urnOf(name) ? { ...entry, tainted: true } : entry));
  }

  inputsOf(resource: Resource): PropertyMap {
    const { bucket } = resource.link ?? resource.layout;
    return inputsOf(resource, this.places.bucketName(bucket));
  }

  /** Says what `up` would do; nothing of it stays. */
  async preview(deployment: Deployment, program: Program, options: UpOptions): Promise<Outcome> {
    const before = this.entries;
    try {
      return await this.#deploy(deployment, program, options, true);
    } finally {
      this.entries = before;
    }
  }

  up(deployment: Deployment, program: Program, options: UpOptions): Promise<Outcome> {
    return this.#deploy(deployment, program, options, false);
  }

  async #deploy(deployment: Deployment, program: Program, options: UpOptions, preview: boolean): Promise<Outcome> {
    return await this.#run(async () => {
      const hasRead = await this.#refresh(deployment, options.refresh);
      const pending = this.entries.filter(({ old }) => old);
      if (options.pendingFirst && !preview) await this.#deleteAll(deployment, pending);
      for (const [name, resource] of program) await this.#apply(deployment, name, resource, options, preview);
      const declared = new Set([...program.keys()].map((name) => this.urnOf(name)));
      const gone = this.entries.filter(({ urn, old }) => old || !declared.has(urn));
      if (!preview) await this.#deleteAll(deployment, gone);
      return hasRead;
    });
  }

  async refresh(deployment: Deployment): Promise<Outcome> {
    return await this.#run(() => this.#refresh(deployment, true));
  }

  async destroy(deployment: Deployment, refresh: boolean): Promise<Outcome> {
    return await this.#run(async () => {
      const hasRead = await this.#refresh(deployment, refresh);
      await this.#deleteAll(deployment, this.entries);
      return hasRead;
    });
  }

  /** `pulumi import`: the state takes over what is there, whoever put it. */
  async import(deployment: Deployment, name: string, id: string): Promise<Outcome> {
    return await this.#run(async () => {
      const urn = this.urnOf(name);
      if (this.entries.some((entry) => entry.urn === urn)) return false;
      const found = await deployment.read(urn, id);
      if (found === undefined) throw new Error("there is nothing to import");
      const read = found.inputs ?? {};
      const { inputs, failures } = await deployment.check(urn, read, read);
      if (failures.length > 0) throw new Error(failures.join("; "));
      own(id, found.outputs, this.name, this.places);
      const entry = newEntry(urn, inputs, found);
      await deployment.diff({ ...diffed(entry), news: inputs, ignoreChanges: [] });
      this.entries.push(entry);
      return true;
    });
  }

  async #run(work: () => Promise<boolean>): Promise<Outcome> {
    this.#steps = 0;
    this.#created = new Set();
    try {
      const hasRead = await work();
      return { ok: true, steps: this.#steps, hasRead, created: this.#created, errors: [] };
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      return { ok: false, steps: this.#steps, hasRead: false, created: this.#created, errors: [text] };
    }
  }

  /** Reads all, or those whose last answer asked for it. True if everything was read. */
  async #refresh(deployment: Deployment, all: boolean): Promise<boolean> {
    let complete = true;
    for (const entry of [...this.entries]) {
      if (all || entry.refreshBeforeUpdate) await this.#readOne(deployment, entry);
      else complete = false;
    }
    return complete;
  }

  async #readOne(deployment: Deployment, entry: StateEntry): Promise<void> {
    const found = await deployment.read(entry.urn, entry.id, entry);
    if (found === undefined) {
      this.entries = this.entries.filter((other) => other !== entry);
      release(entry.id, entry.outputs, this.name, this.places);
      return;
    }
    const inputs = found.inputs ?? entry.inputs;
    const fresh = { ...entry, inputs, outputs: found.outputs, refreshBeforeUpdate: found.refreshBeforeUpdate };
    // A refresh forgets that something was left undone.
    this.#replace(entry, { ...fresh, unfinished: false });
    // Asked the other way round: how does the program as it was differ from what there is now?
    await deployment.diff({ ...diffed(fresh), news: entry.inputs, ignoreChanges: [] });
  }

  async #apply(
    deployment: Deployment,
    name: string,
    resource: Resource,
    options: UpOptions,
    preview: boolean,
  ): Promise<void> {
    const urn = this.urnOf(name);
    const known = this.#find(urn, resource);
    const declared = this.inputsOf(resource);
    const news = known ? withIgnored(declared, known.inputs, resource.options) : declared;
    if (known && (known.tainted || options.replace.has(name))) {
      const inputs = await this.#check(deployment, urn, {}, news);
      await this.#replaceResource(
        deployment,
        known,
        urn,
        inputs,
        resource.options.deleteBeforeReplace === true,
        preview,
      );
      return;
    }
    const inputs = await this.#check(deployment, urn, known?.inputs ?? {}, news);
    if (!known) return await this.#create(deployment, urn, inputs, preview);
    const ignoreChanges = resource.options.ignoreChanges ?? [];
    const request = { ...diffed(known), urn, news: inputs, ignoreChanges };
    const diff = await deployment.diff(request);
    const forced = (resource.options.replaceOnChanges ?? []).some((property) => diff.diffs.includes(property));
    if (diff.replaces.length > 0 || forced) {
      const renewed = await this.#check(deployment, urn, {}, news);
      const before = resource.options.deleteBeforeReplace ?? diff.deleteBeforeReplace;
      await this.#replaceResource(deployment, known, urn, renewed, before, preview);
      return;
    }
    if (diff.changes === "none" && !known.unfinished) {
      this.#replace(known, { ...known, urn, inputs });
      return;
    }
    await this.#update(deployment, known, request, preview);
  }

  async #check(deployment: Deployment, urn: string, olds: PropertyMap, news: PropertyMap): Promise<PropertyMap> {
    const { inputs, failures } = await deployment.check(urn, olds, news);
    if (failures.length > 0) throw new Error(`check: ${failures.join("; ")}`);
    return inputs;
  }

  async #create(deployment: Deployment, urn: string, inputs: PropertyMap, preview: boolean): Promise<void> {
    this.#steps++;
    this.#created.add(urn);
    try {
      const answer = await deployment.create(urn, inputs, preview);
      if (!preview) this.entries.push(newEntry(urn, inputs, answer));
    } catch (error) {
      const partial = error instanceof Interrupted ? undefined : partialAnswer(error);
      if (partial) this.entries.push(this.#unfinished(urn, inputs, partial));
      throw error;
    }
  }

  async #update(
    deployment: Deployment,
    known: StateEntry,
    request: Parameters<Deployment["update"]>[0],
    preview: boolean,
  ): Promise<void> {
    this.#steps++;
    const { urn, news } = request;
    try {
      const answer = await deployment.update(request, preview);
      this.#replace(known, newEntry(urn, news, answer));
    } catch (error) {
      const partial = error instanceof Interrupted ? undefined : partialAnswer(error);
      // Old inputs and new outputs.
      if (partial) this.#replace(known, this.#unfinished(urn, known.inputs, partial));
      throw error;
    }
  }

  async #replaceResource(
    deployment: Deployment,
    known: StateEntry,
    urn: string,
    inputs: PropertyMap,
    deleteFirst: boolean,
    preview: boolean,
  ): Promise<void> {
    if (deleteFirst && !preview) await this.#delete(deployment, known);
    try {
      await this.#create(deployment, urn, inputs, preview);
    } finally {
      // Also if it was made in part only.
      const isMade = this.entries.some((entry) => entry !== known && entry.urn === urn && !entry.old);
      if (isMade) this.#replace(known, { ...known, old: true, tainted: false });
    }
  }

  async #deleteAll(deployment: Deployment, entries: readonly StateEntry[]): Promise<void> {
    for (const entry of [...entries].reverse()) await this.#delete(deployment, entry);
  }

  async #delete(deployment: Deployment, entry: StateEntry): Promise<void> {
    this.#steps++;
    await deployment.delete(entry);
    this.entries = this.entries.filter((other) => other !== entry);
  }

  #unfinished(urn: string, inputs: PropertyMap, answer: Answered): StateEntry {
    know(answer.id, answer.outputs, this.places);
    return { ...newEntry(urn, inputs, answer), unfinished: true };
  }

  /** Engines look for its own URN first: what a failed deployment left may have it already. */
  #find(urn: string, { aliases }: Resource): StateEntry | undefined {
    const urns = [urn, ...aliases.map((alias) => this.urnOf(alias))];
    const found = urns.map((wanted) => this.entries.find((entry) => !entry.old && entry.urn === wanted));
    return found.find((entry) => entry !== undefined);
  }

  #replace(entry: StateEntry, by: StateEntry): void {
    this.entries = this.entries.map((other) => (other === entry ? by : other));
  }
}

function diffed({ urn, id, inputs, outputs }: StateEntry) {
  return { urn, id, olds: outputs, oldInputs: inputs };
}

/** The engine itself puts the old inputs in the place of what is ignored. */
function withIgnored(news: PropertyMap, olds: PropertyMap, { ignoreChanges = [] }: Options): PropertyMap {
  const goal: Record<string, PropertyMap[string]> = { ...news };
  for (const name of ignoreChanges) {
    const old = olds[name];
    if (old === undefined) delete goal[name];
    else goal[name] = old;
  }
  return goal;
}
