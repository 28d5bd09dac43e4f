export function download(
  directory: string,
  options: { say: (text: string) => void; env?: NodeJS.ProcessEnv; silenceMs?: number },
): Promise<void>;
