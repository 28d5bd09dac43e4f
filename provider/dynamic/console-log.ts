import type { Log } from "../protocol/engine-log";

/**
 * The log as lines on the console, which the engine shows under the stack's diagnostics: a dynamic provider is not told
 * where the engine listens. Lines carry the link's ID because the engine does not know what they are about.
 */
export function consoleLog(id: string, said: Set<string>): Log {
  const write = (level: string, message: string) => process.stdout.write(`${level}: ${id}: ${message}\n`);
  return {
    debug: () => {},
    info: (message) => write("info", message),
    warn: (message) => write("warning", message),
    warnOnce: (topic, message) => {
      if (said.has(topic)) return;
      said.add(topic);
      write("warning", message);
    },
    status: () => {},
  };
}
