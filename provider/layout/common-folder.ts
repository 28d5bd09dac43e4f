/** All that the keys begin with, up to a slash. At least one character of each is left to tell them apart. */
export function longestCommonFolder(keys: readonly string[]): string {
  const [first = "", ...others] = keys;
  let folder = first.slice(0, first.lastIndexOf("/") + 1);
  for (const key of others) while (!key.startsWith(folder)) folder = above(folder);
  while (keys.some((key) => key.length === folder.length)) folder = above(folder);
  return folder;
}

function above(folder: string): string {
  return folder.slice(0, folder.lastIndexOf("/", folder.length - 2) + 1);
}
