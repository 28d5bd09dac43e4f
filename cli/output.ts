/** Where text goes: the process, or a test. */
export interface Output {
  readonly stdout: Stream;
  readonly stderr: Stream;
}

export interface Stream {
  write(text: string): unknown;
  /** Whether somebody watches. */
  readonly isTTY?: boolean;
  once?(event: "drain", listener: () => void): unknown;
}

/** Writes, and waits while the reader is slow: what is printed may be longer than memory. */
export async function write(stream: Stream, text: string): Promise<void> {
  if (stream.write(text) !== false || stream.once === undefined) return;
  await new Promise<void>((resolve) => void stream.once?.("drain", resolve));
}
