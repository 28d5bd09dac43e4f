/** Which links the stacks declare, read from what `pulumi stack export` writes. */
import { UsageError } from "../usage-error";

const SYMLINK = /^(oss-symlink:index:Symlink|pulumi-nodejs:dynamic\/oss-symlink:Symlink)$/;
const LAYOUT = /^(oss-symlink:index:AliasLayout|pulumi-nodejs:dynamic\/oss-symlink:AliasLayout)$/;
/** How an export marks a secret. */
const SECRET_KEY = "4dabf18193072939515e22adb298388d";

type Json = { readonly [name: string]: unknown };

/** Keys of `bucket` that the stack declares. Throws UsageError where the text is no export, or hides what it declares. */
export function declaredKeys(file: string, text: string, bucket: string): string[] {
  return resourcesIn(file, text).flatMap((resource) => {
    if (resource.delete === true || resource.external === true) return [];
    const type = String(resource.type);
    if (SYMLINK.test(type)) return symlinkKeys(resource, bucket);
    return LAYOUT.test(type) ? layoutKeys(file, resource, bucket) : [];
  });
}

function resourcesIn(file: string, text: string): readonly Json[] {
  const resources = (parse(file, text).deployment as Json | undefined)?.resources;
  if (resources === undefined || resources === null) throw notAnExport(file);
  if (!Array.isArray(resources)) throw notAnExport(file);
  return resources;
}

function parse(file: string, text: string): Json {
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === "object" && parsed !== null) return parsed as Json;
  } catch {
    // Said below.
  }
  throw notAnExport(file);
}

function notAnExport(file: string): UsageError {
  return new UsageError(`--stack: ${file} is not what pulumi stack export writes.`);
}

/** The ID is `bucket/key`, and never secret. */
function symlinkKeys({ id }: Json, bucket: string): string[] {
  return typeof id === "string" && id.startsWith(`${bucket}/`) ? [id.slice(bucket.length + 1)] : [];
}

function layoutKeys(file: string, { id, inputs, urn }: Json, bucket: string): string[] {
  if (typeof id !== "string" || !id.startsWith(`${bucket}/`)) return [];
  const prefix = id.slice(bucket.length + 1);
  const links = revealed((inputs as Json | undefined)?.links);
  if (links === undefined) {
    throw new UsageError(`--stack: ${file} has the links of ${String(urn)} encrypted; export it with --show-secrets.`);
  }
  return Object.keys(links).map((name) => `${prefix}${name}`);
}

function revealed(value: unknown): Json | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if (!Object.hasOwn(value, SECRET_KEY)) return value as Json;
  const { plaintext } = value as Json;
  return typeof plaintext === "string" ? revealed(JSON.parse(plaintext)) : undefined;
}
