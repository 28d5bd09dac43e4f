import { isBadCredentials, isNoCredentials, isNoSuchBucket, isOssError, wrongRegionEndpoint } from "../oss";
import { CallFailure, messageOf } from "../protocol/failures";
import { formatPath } from "../protocol/paths";
import { InDoubt } from "../symlink/doubt";

/** More would hide what they have in common. */
export const MOST_NAMED = 20;

export interface LinkFailure {
  readonly name: string;
  readonly error: unknown;
}

/** What could not be done, link by link: the first ones, and the count. */
export class Failures {
  readonly first: LinkFailure[] = [];
  count = 0;
  /** What makes every further attempt pointless. */
  fatal: unknown;
  private inARow = 0;

  add(name: string, error: unknown): void {
    this.count++;
    if (this.first.length < MOST_NAMED) this.first.push({ name, error });
    const answer = error instanceof InDoubt ? error.cause : error;
    if (!isOssError(answer)) return;
    if (concernsAll(answer) || ++this.inARow >= MOST_NAMED) this.fatal ??= error;
  }

  /** What makes every further attempt pointless is all there is to tell. */
  get isOneForAll(): boolean {
    return this.fatal !== undefined && this.count < MOST_NAMED && this.first.every(({ error }) => concernsAll(error));
  }

  /** What has stopped it and concerns no single link, so that none of those named tells of it. */
  get ofNoLink(): unknown {
    return this.first.some(({ error }) => error === this.fatal) ? undefined : this.fatal;
  }

  succeeded(): void {
    this.inARow = 0;
  }
}

function concernsAll(error: unknown): boolean {
  const refused = isNoSuchBucket(error) || isBadCredentials(error) || isNoCredentials(error);
  return refused || wrongRegionEndpoint(error) !== undefined;
}

/** What is said of links that were left undone. @param why what has stopped it, unless a link's failure tells of it. */
export function leftUndone(
  { failures, total, done }: { readonly failures: Failures; readonly total: number; readonly done: number },
  undone: "links were not dealt with" | "links were not removed",
  why: unknown,
): string[] {
  const because = why === undefined ? "" : `: ${messageOf(why)}`;
  return [`${total - done} of ${total} ${undone}${because}`, ...describeFailures(failures)];
}

/** The failure of the whole, where no state says what was done. */
export function wholeFailure({ first, fatal }: Failures, reasons: readonly string[]): CallFailure {
  const cause = first[0]?.error ?? fatal;
  const code = cause instanceof CallFailure ? cause.code : "FAILED_PRECONDITION";
  return new CallFailure(code, reasons.join("\n"), { cause });
}

/** A line for each of the first ones. What several lines say of the ways out is said once, at the end. */
export function describeFailures({ first, count }: Failures): string[] {
  const lines = first.map(({ name, error }) => `${formatPath(["links", name])}: ${firstLine(messageOf(error))}`);
  if (count > first.length) lines.push(`… and ${count - first.length} more`);
  const ways = first.map(({ error }) => messageOf(error)).find((text) => text.includes("\n"));
  return ways === undefined ? lines : [...lines, ["ways out:", ...ways.split("\n").slice(1)].join("\n")];
}

function firstLine(text: string): string {
  return (text.split("\n")[0] ?? "").replace(/\. Ways out:$/, "");
}
