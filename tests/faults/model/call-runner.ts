import { type Call, newCall, type Part } from "./call";
import { isInternal } from "./calls";
import type { Memory } from "./memory";
import { Interrupted, type Setting } from "./setting";

/** Makes calls under the judge's eyes. */
export class CallRunner {
  constructor(
    private readonly setting: Setting,
    private readonly memory: Memory,
  ) {}

  callOf(urn: string, parts: readonly Part[], quiet?: string): Call {
    const { stack, since } = this.setting;
    return newCall({ stack, urn, since }, parts, quiet);
  }

  /** A call that writes nothing, and for whose failure there may be reasons. */
  async quietly<T>(what: string, urn: string, work: () => Promise<T>): Promise<T> {
    try {
      return await this.during(this.callOf(urn, [], what), work);
    } catch (error) {
      if (isInternal(error) && !this.setting.disturbed)
        this.setting.judge.violated("§9 INTERNAL and UNKNOWN only for bugs", `${what}: ${String(error)}`);
      throw error;
    }
  }

  async during<T>(call: Call, work: () => Promise<T>): Promise<T> {
    const { judge, line, onAnswer } = this.setting;
    const answer = await judge.during(call, work);
    for (const { id, kind, writes } of call.parts.values()) {
      if (writes === 0) continue;
      if (kind === "delete" || kind === "stray") {
        this.memory.removed.add(id);
        continue;
      }
      this.memory.written.add(id);
      this.memory.removed.delete(id);
    }
    if (call.quiet === undefined) onAnswer();
    if (!line.process.alive) throw new Interrupted("the plugin was killed");
    return answer;
  }
}
