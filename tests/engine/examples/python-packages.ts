import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ensureCached } from "../../../scripts/cache";
import { pythonEnvironment } from "../harness/python-sdk";
import { runTool } from "../harness/tools";

/** What generated SDKs need beside Pulumi's own. */
const BESIDE = ["parver==0.5", "Arpeggio==2.0.2", "attrs==25.3.0"];

/** A folder for PYTHONPATH with the generated SDK, installed by pip as the line in requirements.txt would be. */
export async function pythonPackages(sdk: string): Promise<string> {
  const environment = await pythonEnvironment();
  const digest = createHash("sha256").update(`${environment} ${BESIDE}`);
  for (const file of readdirSync(sdk, { recursive: true, withFileTypes: true })) {
    if (file.isFile()) digest.update(readFileSync(join(file.parentPath, file.name)));
  }
  return ensureCached(`python-packages/${digest.digest("hex").slice(0, 16)}`, async (draft) => {
    const pip = ["-m", "pip", "install", "--quiet", "--no-deps", "--target", draft];
    await runTool(join(environment, "bin", "python"), [...pip, sdk, ...BESIDE], draft);
  });
}
