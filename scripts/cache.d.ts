export function cacheRoot(env?: NodeJS.ProcessEnv): string;
export function ensureCached(
  name: string,
  build: (folder: string) => void | Promise<void>,
  options?: { root?: string; say?: (text: string) => void },
): Promise<string>;
export function freeBytes(folder: string): number;
