/** A letter in front, so that the end of `app-1.4.2` is none; a few begin with a digit all the same. */
const EXTENSION = /[^/]\.([a-z][a-z0-9]{0,9}|7z|3gp|3g2)$/i;

/** Two ways to write the same. */
const SAME: Readonly<Record<string, string>> = {
  "tar.gz": "tgz",
  "tar.bz2": "tbz2",
  "tar.xz": "txz",
  jpeg: "jpg",
  htm: "html",
  yaml: "yml",
  tiff: "tif",
};

/** The extension of a key's last part as it is written, without the dot; undefined if it has none. */
export function extensionOf(key: string): string | undefined {
  return EXTENSION.exec(key)?.[1];
}

/** Whether a reader who goes by the link's name takes the content for what the target's name says it is. */
export function keepsExtension(link: string, target: string): boolean {
  return extensionOf(target) === undefined || format(link) === format(target);
}

function format(key: string): string | undefined {
  const extension = extensionOf(key)?.toLowerCase();
  if (extension === undefined) return undefined;
  const before = extensionOf(key.slice(0, -extension.length - 1))?.toLowerCase();
  const double = before === undefined ? undefined : SAME[`${before}.${extension}`];
  return double ?? SAME[extension] ?? extension;
}
