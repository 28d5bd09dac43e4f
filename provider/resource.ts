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
}

export interface DiffRequest {
  /** Old outputs: what was last seen. */
  readonly olds: PropertyMap;
  /** Undefined if the host does not show them. */
  readonly oldInputs: PropertyMap | undefined;
  readonly news: PropertyMap;
  readonly ignoreChanges: readonly string[];
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
}

export interface CreateRequest {
  readonly inputs: PropertyMap;
  readonly preview: boolean;
}

export interface Created {
  readonly id: string;
  readonly outputs: PropertyMap;
}

export interface ReadRequest {
  readonly id: string;
  /** Empty on import. */
  readonly inputs: PropertyMap;
  readonly outputs: PropertyMap;
}

export interface ReadResult {
  readonly id: string;
  readonly inputs: PropertyMap;
  readonly outputs: PropertyMap;
}

export interface UpdateRequest extends DiffRequest {
  readonly id: string;
  readonly preview: boolean;
}

export interface DeleteRequest {
  readonly id: string;
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

/** A kind of resource, for whichever host asks. `check` and `diff` are pure. */
export interface Resource {
  check(news: PropertyMap): Checked;
  diff(request: DiffRequest): Diff;
  create(request: CreateRequest, context: Context): Promise<Created>;
  /** Undefined if there is certainly nothing under that ID. */
  read(request: ReadRequest, context: Context): Promise<ReadResult | undefined>;
  /** The new outputs. */
  update(request: UpdateRequest, context: Context): Promise<PropertyMap>;
  remove(request: DeleteRequest, context: Context): Promise<void>;
  list(request: ListRequest, context: Context): AsyncIterable<ListPage>;
}
