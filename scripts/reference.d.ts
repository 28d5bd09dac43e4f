/** The pages of docs/reference by name. `help` is what the command says of itself, and of each of its commands by name. */
export function referencePages(
  schema: Readonly<Record<string, unknown>>,
  help: Readonly<Record<string, string>>,
): Record<string, string>;

/** The commands that the command's own help lists. */
export function commandsIn(help: string): string[];
