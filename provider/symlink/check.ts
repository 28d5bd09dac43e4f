import { type NamedInputs, problemsOf } from "../oss/names";
import { type Checked, checkFields, type Failure } from "../properties/check-fields";
import type { Path } from "../protocol/paths";
import { containsSecret, isMap, isSecret, type PropertyMap, type PropertyValue, sameValue } from "../protocol/values";
import { HEADER_NAMES, SYMLINK_FIELDS } from "./fields";

/** Everything that can be known to be wrong without asking the service, all at once. Unknown values are not judged. */
export function checkSymlink(news: PropertyMap): Checked {
  const { inputs, failures } = checkFields("Symlink", SYMLINK_FIELDS, news);
  const all = [...failures, ...secretNames(inputs), ...namingProblems(inputs, failures), ...selfReference(inputs)];
  return { inputs, failures: all };
}

/** Bucket and key make up the ID, and IDs stand in clear in state and output. */
function secretNames(inputs: PropertyMap): Failure[] {
  return ["bucket", "key"]
    .filter((name) => containsSecret(inputs[name]))
    .map((name) => ({
      path: [name],
      reason: "must not be a secret: it is part of the resource's ID, which is not encrypted",
    }));
}

/** The service's rules for names and headers, for whatever has the right type. */
function namingProblems(inputs: PropertyMap, failures: readonly Failure[]): Failure[] {
  const failed = new Set(failures.map(({ path }) => String(path[0])));
  const text = (name: string) => (failed.has(name) ? undefined : knownText(inputs[name]));
  const map = (name: string) => knownEntries(inputs[name]);
  const named: NamedInputs = {
    bucket: text("bucket"),
    key: text("key"),
    target: text("target"),
    metadata: map("metadata"),
    tags: map("tags"),
    headers: Object.fromEntries(HEADER_NAMES.map((name) => [name, text(name)])),
  };
  return problemsOf(named).map(({ path, reason }) => ({ path: path as Path, reason }));
}

function selfReference(inputs: PropertyMap): Failure[] {
  const key = knownText(inputs.key);
  if (key === undefined || !sameValue(key, inputs.target)) return [];
  return [{ path: ["target"], reason: "is the link itself" }];
}

function knownText(value: PropertyValue | undefined): string | undefined {
  if (isSecret(value)) return knownText(value.value);
  return typeof value === "string" ? value : undefined;
}

/** The entries that are known and texts; undefined if there is no map to look into. */
function knownEntries(value: PropertyValue | undefined): Record<string, string> | undefined {
  if (isSecret(value)) return knownEntries(value.value);
  if (!isMap(value)) return undefined;
  const entries: Record<string, string> = Object.create(null);
  for (const name of Object.keys(value)) {
    const text = knownText(value[name]);
    if (text !== undefined) entries[name] = text;
  }
  return entries;
}
