export const clientNames: readonly string[];
export function lacksFor(name: string): string | undefined;
export function startOf(name: string): Promise<readonly string[]>;
