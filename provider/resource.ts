import type { Claim, Claims, Territory } from "./deployment/claims";
import type { Deployment, Sighting } from "./deployment/deployment";
import type { Proof } from "./deployment/shown-states";
import type { OssClient } from "./oss";
import type { Checked } from "./properties/check-fields";
import type { CallLimits } from "./protocol/calls";
import type { Log } from "./protocol/engine-log";
import type { Path } from "./protocol/paths";
import type { PropertyMap } from "./protocol/values";

/** What a resource may use while it works. */
export interface Context {
  /** The client for the configured service; made on first use. */
  readonly client: () => OssClient;
  readonly limits: CallLimits;
  readonly log: Log;
  /** Told of every target that a link turns out to have, before anything is said of it. */
  readonly found: (id: string, target: string) => void;
  /** The resource that all this is about; empty if it is about none. The dynamic host has its kind and ID in place of a URN. */
  readonly urn: string;
  /** What this process has learnt in the course of the deployment. */
  readonly deployment: Deployment;
}

/** What check knows beside the inputs. */
export interface CheckSurroundings {
  readonly urn: string;
  /** What has been declared in this deployment so far. */
  readonly claims: Pick<Claims, "otherAt" | "otherTo" | "overlapping" | "removerOf" | "singlesWithin">;
  /** The provider's default for `enforce`. */
  readonly enforce: boolean;
  /** This process has deleted, in this deployment, a link that the resource may have in its state. */
  readonly isDeleted: (id: string) => boolean;
  /** The ID under which the resource has just been read to be imported. */
  readonly importedAs?: string | undefined;
}

/** What diff knows beside state and inputs. */
export interface DiffSurroundings {
  /** This process has deleted, in this deployment, what the state is about. */
  readonly isDeleted: (id: string) => boolean;
  /** The state has just been read for an import. */
  readonly isImported: (id: string) => boolean;
  /** Address of the deployment's engine, if that is known. */
  readonly engine: string | undefined;
  /** Another resource declares that link, or has it in its state. */
  readonly isAnothers: (id: string) => boolean;
  /** What Read has seen in this deployment, by the ID under which it keeps that. */
  readonly lastRead: <Seen>(id: string) => Sighting<Seen> | undefined;
  /** Where a link would be written now; undefined if the provider is not configured. */
  readonly urlOf: ((bucket: string, key: string) => string) | undefined;
}

export interface DiffRequest {
  /** Old outputs: what was last seen. */
  readonly olds: PropertyMap;
  /** Undefined if the host does not show them. */
  readonly oldInputs: PropertyMap | undefined;
  readonly news: PropertyMap;
  readonly ignoreChanges: readonly string[];
}

/** What a state is about, and by what it recognises it. */
export interface Ownership {
  readonly id: string;
  readonly proof: Proof;
}

export interface Difference {
  readonly path: Path;
  readonly kind: "add" | "delete" | "update";
  readonly replace: boolean;
  /** Found between old and new inputs; otherwise between what was last seen and the new inputs. */
  readonly input: boolean;
}

export interface Diff {
  readonly differences: readonly Difference[];
  readonly stables: readonly string[];
  /** A replacement would have the same ID: what is there has to go first. */
  readonly deleteBeforeReplace: boolean;
  /** Each worth saying once per deployment. */
  readonly warnings: readonly string[];
}

export interface CreateRequest {
  readonly inputs: PropertyMap;
  readonly preview: boolean;
}

export interface Created {
  readonly id: string;
  readonly outputs: PropertyMap;
  /** The engine shall read the resource before it plans the next time. */
  readonly readFirst: boolean;
}

export interface ReadRequest {
  readonly id: string;
  /** Empty on import. */
  readonly inputs: PropertyMap;
  readonly outputs: PropertyMap;
  /** For a program that looks at it without managing it. */
  readonly onlyRead: boolean;
}

export interface ReadResult {
  readonly id: string;
  readonly inputs: PropertyMap;
  readonly outputs: PropertyMap;
  readonly readFirst: boolean;
}

export interface UpdateRequest extends DiffRequest {
  readonly id: string;
  readonly preview: boolean;
}

export interface Updated {
  readonly outputs: PropertyMap;
  readonly readFirst: boolean;
}

export interface DeleteRequest {
  readonly id: string;
  /** Empty if the host does not show them. */
  readonly inputs: PropertyMap;
  readonly outputs: PropertyMap;
}

export interface ListRequest {
  readonly query: PropertyMap;
  /** At most so many altogether; 0 for no limit. */
  readonly limit: number;
  /** At most so many in this answer; 0 for whatever suits. */
  readonly pageSize: number;
  readonly continuationToken: string;
}

/** Something that exists and could be imported by its ID. */
export interface Listed {
  readonly id: string;
  readonly name: string;
}

export interface ListPage {
  readonly found: readonly Listed[];
  readonly nextToken: string | undefined;
}

/** A kind of resource, for whichever host asks. `check`, `claims`, `ownership` and `diff` are pure. */
export interface Resource {
  /** What users call such a resource. */
  readonly kind: string;
  /** Outputs that it goes by itself. */
  readonly notes: readonly string[];
  check(news: PropertyMap, surroundings: CheckSurroundings): Checked;
  /** The links that checked inputs declare, as far as their names are known. */
  claims(inputs: PropertyMap): readonly Claim[];
  /** Where else links concern the resource. */
  territory?(inputs: PropertyMap): Territory | undefined;
  /** What a state is about; nothing if it was not written by this provider. */
  ownership(id: string, outputs: PropertyMap): readonly Ownership[];
  diff(request: DiffRequest, surroundings: DiffSurroundings): Diff;
  create(request: CreateRequest, context: Context): Promise<Created>;
  /** Undefined if there is certainly nothing under that ID. */
  read(request: ReadRequest, context: Context): Promise<ReadResult | undefined>;
  update(request: UpdateRequest, context: Context): Promise<Updated>;
  remove(request: DeleteRequest, context: Context): Promise<void>;
  /** Absent if nothing of the kind can be found by listing. */
  list?(request: ListRequest, context: Context): AsyncIterable<ListPage>;
}
