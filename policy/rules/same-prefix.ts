import { quoted } from "../../provider/properties/quoted";
import { type LinkRule, SCOPE, type Scope } from "../rule";

interface Settings extends Scope {
  readonly folders: number;
}

export const samePrefixRule: LinkRule<Settings> = {
  name: "same-prefix",
  description: "A link and its target lie in the same leading folders.",
  level: "mandatory",
  settings: {
    folders: { type: "number", least: 1, doc: "How many leading folders of key and target must be the same." },
    ...SCOPE,
  },
  needs: "folders",
  judgeLink: ({ key, target }, { folders }) => {
    const prefix = leadingFolders(key, folders);
    if (prefix === undefined) return `the key lies in fewer than ${folders} folders; move the link into such a folder`;
    if (target.startsWith(prefix)) return undefined;
    return `the target is not below ${quoted(prefix)} as the link is; point the link to one that is`;
  },
};

/** `a/b/` of `a/b/c/d`; undefined if there are not as many folders. */
function leadingFolders(key: string, count: number): string | undefined {
  const folders = key.split("/").slice(0, -1);
  return folders.length < count ? undefined : `${folders.slice(0, count).join("/")}/`;
}
