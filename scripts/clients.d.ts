export function browser(): Promise<{ executable: string; libraries?: string }>;
export function folderOf(name: string): Promise<string>;
export function lacksFor(name: string): string | undefined;
export function startOf(name: string): Promise<string[]>;
