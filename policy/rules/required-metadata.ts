import { isUnknownValue, type Props } from "../pulumi";
import { type ResourceRule, SCOPE, type Scope } from "../rule";

interface Settings extends Scope {
  readonly names: readonly string[];
  readonly defaults?: Readonly<Record<string, string>>;
}

export const requiredMetadataRule: ResourceRule<Settings> = {
  name: "required-metadata",
  description: "A link carries the metadata that the house wants.",
  level: "mandatory",
  settings: {
    names: { type: "texts", doc: "Names of metadata, upper or lower case alike." },
    defaults: { type: "map", doc: "Values that the level remediate adds where a name is missing." },
    ...SCOPE,
  },
  needs: "names",
  judgeResource: ({ props }, { names }) => {
    const missing = missingNames(props.metadata ?? {}, names);
    if (missing.length === 0) return undefined;
    return `metadata ${missing.join(", ")} is missing; declare it`;
  },
  remedy: ({ props }, { names, defaults = {} }) => {
    const values = Object.entries(defaults).map(([name, value]) => [name.toLowerCase(), value] as const);
    const additions = missingNames(props.metadata ?? {}, names).flatMap((name) =>
      values.filter(([known]) => known === name.toLowerCase()).map(([, value]) => [name, value] as const),
    );
    if (additions.length === 0) return false;
    props.metadata ??= {};
    for (const [name, value] of additions) props.metadata[existingName(props.metadata, name) ?? name] = value;
    return true;
  },
};

function missingNames(metadata: Props, names: readonly string[]): string[] {
  return names.filter((name) => !hasValue(metadata, existingName(metadata, name)));
}

/** OSS folds names of metadata to lower case. */
function existingName(metadata: Props, name: string): string | undefined {
  return Object.keys(metadata).find((known) => known.toLowerCase() === name.toLowerCase());
}

/** What is declared but not known yet counts as there. */
function hasValue(metadata: Props, name: string | undefined): boolean {
  if (name === undefined) return false;
  try {
    return metadata[name] !== "";
  } catch (error) {
    if (isUnknownValue(error)) return true;
    throw error;
  }
}
