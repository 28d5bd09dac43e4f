import { inOrder } from "../../provider/functions/in-order";
import { listLinks } from "../../provider/functions/links";
import { isNoSuchKey, isNotSymlink, type ListedObject, type OssClient } from "../../provider/oss";
import { connect } from "../connection";
import { writeWhole } from "../draft-file";
import { EXIT } from "../exit-status";
import { interruptible } from "../interruptible";
import { type Output, write } from "../output";
import type { Place } from "../place";
import { Progress } from "../progress";
import { declaredIn } from "../stacks/declared-in";
import { counted } from "../text";
import { visible } from "../visible";
import { IMPORT_FILE_HELP, type ImportFileOptions, parseImportFileOptions } from "./import-file-options";
import { layoutFile, symlinksFile } from "./import-json";
import { type FoundLink, type LeftOut, type Sorted, sortOut } from "./importable";
import { layoutCode } from "./layout-code";

const CONCURRENCY = 32;
/** More are counted, not named. */
const NAMED = 20;

export async function importFileCommand(args: readonly string[], output: Output): Promise<number> {
  const options = parseImportFileOptions(args);
  if (options === "help") {
    output.stdout.write(IMPORT_FILE_HELP);
    return EXIT.ok;
  }
  const declared = await declaredIn(options.stacks, options.place.bucket);
  return interruptible(async (signal) => {
    const found = await findLinks(options, signal, output);
    const { importable, leftOut } = sortOut(found.filter(({ key }) => !declared?.has(key)));
    if (options.layout === undefined) return writeSymlinks(options, { importable, leftOut }, output);
    return writeLayout(options, options.layout, { importable, leftOut }, output);
  });
}

async function writeSymlinks(
  { place, out }: ImportFileOptions,
  { importable, leftOut }: Sorted,
  output: Output,
): Promise<number> {
  if (importable.length === 0) throw nothing(place, leftOut);
  await deliver(symlinksFile(place.bucket, importable), out, output);
  output.stderr.write(`${counted(importable.length, "link")} below ${named(place)}.${next(out)}\n`);
  if (leftOut.length === 0) return EXIT.ok;
  output.stderr.write(`${counted(leftOut.length, "link")} left out, as the provider refuses to declare them:\n`);
  output.stderr.write(`${list(leftOut)}\n`);
  return EXIT.warnings;
}

async function writeLayout(
  { place, out, code }: ImportFileOptions,
  name: string,
  { importable, leftOut }: Sorted,
  output: Output,
): Promise<number> {
  if (importable.length === 0) throw nothing(place, leftOut);
  if (leftOut.length > 0) {
    const way = "A layout takes all links below its prefix: point these elsewhere first, or leave out --layout.";
    throw new Error(`${named(place)} cannot be one layout.\n${list(leftOut)}\n${way}`);
  }
  if (code !== undefined) await writeWhole(code, layoutCode(place, name, importable));
  await deliver(layoutFile(place, name), out, output);
  output.stderr.write(`A layout of ${counted(importable.length, "link")} below ${named(place)}.${next(out)}\n`);
  return EXIT.ok;
}

async function findLinks(
  { place, connection, progress: wanted }: ImportFileOptions,
  signal: AbortSignal,
  output: Output,
): Promise<FoundLink[]> {
  const client = connect(connection, output);
  const progress = new Progress(output.stderr, wanted || output.stderr.isTTY === true);
  try {
    const found: FoundLink[] = [];
    const links = listLinks(client, place, { signal });
    const read = (listed: ListedObject) => readLink(client, place, listed, signal);
    for await (const link of inOrder(links, CONCURRENCY, read)) {
      if (link !== undefined) found.push(link);
      progress.tell(() => `${counted(found.length, "link")} read`);
    }
    return found;
  } finally {
    progress.end();
    client.close();
  }
}

/** Undefined if it has gone, or has become an object, since it was listed. */
async function readLink(
  client: OssClient,
  { bucket }: Place,
  { key }: ListedObject,
  signal: AbortSignal,
): Promise<FoundLink | undefined> {
  try {
    return { key, link: await client.getSymlink(bucket, key, { signal }) };
  } catch (error) {
    if (isNoSuchKey(error) || isNotSymlink(error)) return undefined;
    throw error;
  }
}

async function deliver(text: string, out: string | undefined, { stdout }: Output): Promise<void> {
  if (out === undefined) await write(stdout, text);
  else await writeWhole(out, text);
}

function nothing(place: Place, leftOut: readonly LeftOut[]): Error {
  const why = leftOut.length === 0 ? "" : `; ${counted(leftOut.length, "link")} cannot be declared:\n${list(leftOut)}`;
  return new Error(`there is no link to import below ${named(place)}${why}`);
}

function list(leftOut: readonly LeftOut[]): string {
  const lines = leftOut.slice(0, NAMED).map(({ key, reason }) => `  ${visible(key)}: ${reason}`);
  const more = leftOut.length > NAMED ? [`  … and ${leftOut.length - NAMED} more`] : [];
  return [...lines, ...more].join("\n");
}

function named({ bucket, prefix }: Place): string {
  return visible(`${bucket}/${prefix}`);
}

function next(out: string | undefined): string {
  return out === undefined ? "" : ` Next: pulumi import --file ${visible(out)}`;
}
