import { isAccessDenied, type ListedObject, type ObjectPage } from "../oss";
import type { Context } from "../resource";
import { callOptions } from "../symlink/look";
import { byKey, justBefore } from "./key-order";

/** What listing has shown of the keys that were asked for. */
export interface Survey {
  /** What is there. A key that is neither here nor unseen is free. */
  readonly listed: ReadonlyMap<string, ListedObject>;
  /** Keys that the listing has not come to: reading them singly is cheaper, or listing is not allowed. */
  readonly unseen: readonly string[];
  /** Everything under the prefix has been listed. */
  readonly complete: boolean;
}

export interface SurveyOptions {
  readonly bucket: string;
  readonly prefix: string;
  readonly keys: readonly string[];
  /** List all there is, however long it takes. */
  readonly whole?: boolean;
  /** Told of what is listed and was not asked for. */
  readonly onOther?: (object: ListedObject) => void;
}

/** A page is worth about so many single reads, which are small and go out many at once. */
const PAGE_WORTH = 10;
/** Pages that may fall short of that, before it is believed that the next ones will, too. */
const PATIENCE = 2;

/** Lists what is under `prefix` as far as `keys` are there. */
export async function survey(options: SurveyOptions, context: Context): Promise<Survey> {
  const found = new Findings(options);
  // For one key a single read is not dearer, and shows more.
  if (!options.whole && options.keys.length <= 1) return found.survey(false);
  try {
    if (options.whole) await listAll(found, options, context);
    else await listWhatPays(found, options, context);
    return found.survey(options.whole === true);
  } catch (error) {
    if (!isAccessDenied(error)) throw error;
    const consequence = `so links are read one by one${options.whole ? ", and strays are not looked for" : ""}`;
    context.log.warnOnce("unlistable", `bucket ${options.bucket} cannot be listed, ${consequence}: ${error.message}`);
    return found.survey(false);
  }
}

async function listAll(found: Findings, { bucket, prefix }: SurveyOptions, context: Context): Promise<void> {
  const client = context.client();
  for await (const page of client.listObjectPages(bucket, { ...callOptions(context), prefix })) found.add(page);
}

/** Page by page, each from the next key that is looked for: what lies between keys is leapt over. */
async function listWhatPays(found: Findings, { bucket, prefix }: SurveyOptions, context: Context): Promise<void> {
  for (let pages = 0; found.startAfter !== undefined && found.passed >= (pages - PATIENCE) * PAGE_WORTH; pages++) {
    const options = { ...callOptions(context), prefix, startAfter: found.startAfter };
    const { value: page } = await context.client().listObjectPages(bucket, options).next();
    if (page) found.add(page);
  }
}

class Findings {
  private readonly listed = new Map<string, ListedObject>();
  /** In the order of listings. */
  private readonly keys: readonly string[];
  private readonly onOther: SurveyOptions["onOther"];
  private reached = "";
  /** How many of the keys are known about. */
  passed = 0;

  constructor({ keys, onOther }: SurveyOptions) {
    this.keys = [...keys].sort(byKey);
    this.onOther = onOther;
  }

  /** Where the next page should begin; undefined if all keys are known about. */
  get startAfter(): string | undefined {
    const key = this.keys[this.passed];
    if (key === undefined) return undefined;
    const before = justBefore(key);
    return byKey(before, this.reached) < 0 ? this.reached : before;
  }

  add({ objects, nextToken }: ObjectPage): void {
    for (const object of objects) {
      while (this.passed < this.keys.length && byKey(this.keys[this.passed] as string, object.key) < 0) this.passed++;
      if (this.keys[this.passed] === object.key) {
        this.listed.set(object.key, object);
        this.passed++;
      } else this.onOther?.(object);
      this.reached = object.key;
    }
    if (nextToken === undefined) this.passed = this.keys.length;
  }

  survey(complete: boolean): Survey {
    return { listed: this.listed, unseen: this.keys.slice(this.passed), complete };
  }
}
