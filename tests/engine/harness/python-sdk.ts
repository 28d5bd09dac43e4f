import { join } from "node:path";
import { ensureCached } from "../../../scripts/cache";
import type { Variables } from "./environment";
import { runTool } from "./tools";

const PULUMI = "3.272.0";

/** A virtual environment with the SDK. The pinned host does not read `virtualenv` from Pulumi.yaml. */
export async function pythonSdk(): Promise<Variables> {
  return { PULUMI_PYTHON_CMD: join(await pythonEnvironment(), "bin", "python") };
}

/** Its directory; a test that installs more makes its own, with this one's packages on PYTHONPATH. */
export async function pythonEnvironment(): Promise<string> {
  const version = await runTool("python3", ["-c", "import platform; print(platform.python_version())"], __dirname);
  return ensureCached(`python-sdk/${PULUMI}-${version.trim()}`, async (draft) => {
    await runTool("python3", ["-m", "venv", draft], draft);
    await runTool(join(draft, "bin", "python"), ["-m", "pip", "install", "--quiet", `pulumi==${PULUMI}`], draft);
  });
}
