import { randomBytes } from "node:crypto";
import { statSync } from "node:fs";
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import path from "node:path";

const BUFFERED = 64 * 1024;

/** A file that appears under its name when it is whole, or not at all. */
export class DraftFile {
  private constructor(
    private readonly file: string,
    private readonly draft: string,
    private readonly handle: FileHandle,
  ) {}

  private waiting: string[] = [];
  private length = 0;

  /** Begins beside the file to be: a rename across file systems is none. Throws if it could never be written. */
  static async begin(file: string): Promise<DraftFile> {
    if (statSync(file, { throwIfNoEntry: false })?.isDirectory()) {
      throw new Error(`${file} cannot be written: it is a directory`);
    }
    const draft = path.join(path.dirname(file), `.${path.basename(file)}.${randomBytes(6).toString("hex")}.draft`);
    try {
      return new DraftFile(file, draft, await open(draft, "wx", 0o644));
    } catch (error) {
      throw new Error(`${file} cannot be written: ${reasonOf(error)}`, { cause: error });
    }
  }

  async write(text: string): Promise<void> {
    this.waiting.push(text);
    this.length += text.length;
    if (this.length >= BUFFERED) await this.flush();
  }

  async finish(): Promise<void> {
    await this.flush();
    try {
      await this.handle.close();
      await rename(this.draft, this.file);
    } catch (error) {
      throw new Error(`${this.file} cannot be written: ${reasonOf(error)}`, { cause: error });
    }
  }

  /** Leaves nothing behind, and whatever had the name before as it was. */
  async discard(): Promise<void> {
    await this.handle.close().catch(() => {});
    await rm(this.draft, { force: true });
  }

  private async flush(): Promise<void> {
    const text = this.waiting.join("");
    this.waiting = [];
    this.length = 0;
    try {
      await this.handle.writeFile(text);
    } catch (error) {
      throw new Error(`${this.file} cannot be written: ${reasonOf(error)}`, { cause: error });
    }
  }
}

/** Writes a file in one go, whole or not at all. */
export async function writeWhole(file: string, text: string): Promise<void> {
  const draft = await DraftFile.begin(file);
  try {
    await draft.write(text);
    await draft.finish();
  } catch (error) {
    await draft.discard();
    throw error;
  }
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: "no permission",
  EISDIR: "it is a directory",
  ENOENT: "its folder does not exist",
  ENOSPC: "the disk is full",
  ENOTDIR: "a part of its path is no folder",
  EROFS: "the file system is read-only",
};

function reasonOf(error: unknown): string {
  const { code = "", message } = error as NodeJS.ErrnoException;
  return REASONS[code] ?? message;
}
