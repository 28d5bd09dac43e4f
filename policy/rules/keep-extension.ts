import { type LinkRule, SCOPE, type Scope } from "../rule";

interface Settings extends Scope {
  readonly bareKeys: boolean;
}

export const keepExtensionRule: LinkRule<Settings> = {
  name: "keep-extension",
  description: "A link has the file name extension of its target, since clients and browsers go by the name.",
  level: "advisory",
  settings: {
    bareKeys: { type: "flag", default: false, doc: "Allow links without an extension to files that have one." },
    ...SCOPE,
  },
  judgeLink: ({ key, target }, { bareKeys }) => {
    const extension = extensionOf(key);
    if (extension === extensionOf(target) || key.endsWith("/") || (bareKeys && extension === "")) return undefined;
    const found =
      extension === ""
        ? "the key has no extension and the target has one"
        : `the key ends in ${extension} and the target does not`;
    return `${found}; give the link the name that fits, or point it to a file of its kind`;
  },
};

/**
 * In lower case, with its dot; empty if there is none. The parts of a version number are no extension (`app-1.4.2`), but
 * one may begin with a digit (`.7z`, `.3gp`).
 */
function extensionOf(key: string): string {
  const name = key.slice(key.lastIndexOf("/") + 1);
  const [extension = ""] = /(?<=.)\.(?:[a-z]\w{0,15}|\d[a-z]\w?)$/i.exec(name) ?? [];
  return extension.toLowerCase();
}
