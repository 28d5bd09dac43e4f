/** What a process has learnt of a bucket by writing to it. */
export class Bucket {
  /** Whether `x-oss-forbid-overwrite` holds here: it does as long as the bucket never had versioning. */
  guard: "unknown" | "holds" | "ignored" = "unknown";
  /** Whether a put answers the same ETag that reading the link shows. Nobody recorded that, so it is tried. */
  etags: "unknown" | "agree" | "differ" = "unknown";
  private busy: Promise<unknown> | undefined;
  private tried = false;
  private versioning: { readonly at: number; readonly state: Promise<string | undefined> } | undefined;

  /** An answer to a put has a version id exactly where the bucket has or had versioning. */
  learnGuard(versionId: string | undefined): void {
    this.guard = versionId === undefined ? "holds" : "ignored";
  }

  /**
   * Until the bucket is known, one write at a time: the first one learns what spares the others their looks. What that
   * has not learnt, the others learn side by side.
   */
  inTurn<T>(signal: AbortSignal, action: () => Promise<T>): Promise<T> {
    return this.isKnown() ? action() : this.oneByOne(signal, action);
  }

  private async oneByOne<T>(signal: AbortSignal, action: () => Promise<T>): Promise<T> {
    while (!this.isKnown() && this.busy !== undefined) {
      await this.busy.catch(() => {});
      signal.throwIfAborted();
    }
    if (this.isKnown()) return await action();
    const turn = action();
    this.busy = turn;
    try {
      return await turn;
    } finally {
      this.busy = undefined;
      this.tried ||= this.guard !== "unknown";
    }
  }

  /** The state of versioning, asked for once as long as the answer is recent; a failure is not kept. */
  versioningOf(
    isRecent: (asked: { readonly at: number }) => boolean,
    ask: () => Promise<string | undefined>,
  ): Promise<string | undefined> {
    if (this.versioning !== undefined && isRecent(this.versioning)) return this.versioning.state;
    const state = ask().catch((error: unknown) => {
      this.versioning = undefined;
      throw error;
    });
    this.versioning = { at: Date.now(), state };
    return state;
  }

  private isKnown(): boolean {
    return this.tried || (this.guard !== "unknown" && this.etags !== "unknown");
  }
}
