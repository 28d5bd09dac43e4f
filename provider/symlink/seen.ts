import type { Texts } from "./declaration";
import type { HeaderName } from "./fields";

/** What identifies what is there now. */
export interface Seen {
  readonly etag: string | undefined;
  readonly versionId: string | undefined;
}

/** A link as the service showed it. ACL and tags are undefined where they were not read. */
export interface Observed extends Seen {
  readonly target: string;
  /** Names in lower case. */
  readonly metadata: Texts;
  /** Those the answer carried; a header it did not carry may be set all the same. */
  readonly headers: Readonly<Partial<Record<HeaderName, string>>>;
  readonly lastModified: Date | undefined;
  readonly acl?: string | undefined;
  readonly tags?: Texts | undefined;
}
