/** What can be wrong with a link. */
export type ProblemKind =
  /** Nothing stands where it points to. */
  | "dangling"
  /** Its target is a link itself. */
  | "chained"
  /** Its target is its own key. */
  | "self-referring"
  /** Its target is archived and not restored. */
  | "archived"
  /** Its own name does not end as its target's does. */
  | "extension-lost"
  /** Link or target could not be read, so that nobody knows. */
  | "unreadable"
  /** None of the stacks given declares it. */
  | "stray";

/** An error: whoever reads the link gets a failure. A warning: a reader may be served all the same, or later. */
export type Severity = "error" | "warning";

export const SEVERITY: Readonly<Record<ProblemKind, Severity>> = {
  dangling: "error",
  chained: "error",
  "self-referring": "error",
  archived: "warning",
  "extension-lost": "warning",
  unreadable: "warning",
  stray: "warning",
};

/** What each kind means, and what to do. */
export const MEANING: Readonly<Record<ProblemKind, string>> = {
  dangling: "the target does not exist: put the object there, or point the link to one",
  chained: "the target is a link itself, which OSS does not follow: point the link to an object",
  "self-referring": "the link points to itself: point it to an object",
  archived: "the target is archived and not restored: readers fail until it is restored",
  "extension-lost": "the link's name does not end as its target's does, and programs go by the link's name",
  unreadable: "link or target could not be read, so nobody knows: grant the permission that is named",
  stray: "none of the stacks given declares the link: import it, or delete it",
};

export const PROBLEM_KINDS = Object.keys(SEVERITY) as readonly ProblemKind[];

export interface Problem {
  readonly kind: ProblemKind;
  readonly severity: Severity;
  /** Half a sentence about "it", the link, and what to do. */
  readonly message: string;
}

export interface AuditedLink {
  readonly key: string;
  /** Undefined where it could not be read. */
  readonly target: string | undefined;
  readonly lastModified: Date | undefined;
  readonly problems: readonly Problem[];
}
