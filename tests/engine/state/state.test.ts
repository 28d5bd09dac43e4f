import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { packageVersion } from "../../../provider/schema";
import { blockUnder } from "../../support/docs/markdown";
import { builtPackage } from "../../support/plugin/built";
import { describeOnEngine, givenStack, type Stack } from "../harness";
import { givenBuckets } from "../rules/given-buckets";
import { linkOps } from "../symlink/given-links";

jest.setTimeout(120_000);

/** What users of each version have in their backends: an exported stack, and the program it was made of. */
const versions = readdirSync(__dirname)
  .filter((file) => file.endsWith(".json"))
  .map((file) => path.basename(file, ".json"));
const DONE = { expectSuccess: true };
/** Nobody listens there, and nothing has to: what has not changed is previewed without a request. */
const NOWHERE = "http://127.0.0.1:9";

function stackOf(program: string, endpoint: string): Promise<Stack> {
  return givenStack({
    program: { runtime: "yaml", files: { "Main.yaml": program } },
    plugins: { "oss-symlink": builtPackage() },
    // Not in the stack's configuration: state would hold it, and a new address would be a change.
    env: {
      OSS_ENDPOINT: endpoint,
      OSS_REGION: "cn-hangzhou",
      OSS_ACCESS_KEY_ID: "test",
      OSS_ACCESS_KEY_SECRET: "test",
    },
  });
}

describeOnEngine("state written by a released version", () => {
  it.each(versions)("%s is imported and previewed without changes", async (known) => {
    const stack = await stackOf(readFileSync(path.join(__dirname, `${known}.yaml`), "utf8"), NOWHERE);
    await stack.exec(["stack", "import", "--file", path.join(__dirname, `${known}.json`)], DONE);
    const command = blockUnder("docs/upgrading.md", "Upgrading", "sh").trim();
    expect(command).toMatch(/^pulumi preview /);
    const preview = await stack.preview(command.split(" ").slice(2), DONE);
    expect(linkOps(preview).sort()).toEqual(["same everything", "same least"]);
  });

  // RECORD_STATE=1 npx jest tests/engine/state writes what the release check wants of this version.
  if (process.env.RECORD_STATE === "1") it(`${packageVersion()} is recorded`, record);
});

async function record(): Promise<void> {
  const buckets = await givenBuckets();
  const stack = await stackOf(
    readFileSync(path.join(__dirname, `${packageVersion()}.yaml`), "utf8"),
    buckets.oss.endpoint,
  );
  await stack.up([], DONE);
  const exported = JSON.stringify(await stack.export(), withoutTraces, 2);
  writeFileSync(path.join(__dirname, `${packageVersion()}.json`), `${exported}\n`);
  await stack.destroy([], DONE);
  await buckets.close();
}

/** Where in the engine's own sources a resource came from is nothing that a state needs. */
function withoutTraces(name: string, value: unknown): unknown {
  return name === "stackTrace" || name === "sourcePosition" ? undefined : value;
}
