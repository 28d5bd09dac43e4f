import { cpSync } from "node:fs";
import { join } from "node:path";
import { generatedSdk } from "../../../scripts/sdks";

/** Where `pulumi install` puts the SDK of the plugin, and the programs' manifests look for it. */
export const SDK_FOLDER = "sdks/oss-symlink";

/** Does that part of `pulumi install` in a project; answers the SDK's folder. */
export async function installSdk(project: string, language: "nodejs" | "python" | "go"): Promise<string> {
  const folder = join(project, SDK_FOLDER);
  cpSync(await generatedSdk(language), folder, { recursive: true });
  return folder;
}
