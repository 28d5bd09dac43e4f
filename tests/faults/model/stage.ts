import type { OpenQuestions } from "../../../emulator";
import type { FakeEngine } from "../../support/plugin/fake-engine";
import type { ProviderLoader } from "./load-provider";
import type { OssWorld } from "./oss-world";
import type { Warnings } from "./warnings";

/** What all histories share. */
export interface Stage {
  readonly world: OssWorld;
  /** Another service, without a bucket. */
  readonly elsewhere: OssWorld;
  readonly engine: FakeEngine;
  readonly loader: ProviderLoader;
  readonly warnings: Warnings;
  readonly choices: Partial<OpenQuestions>;
}
