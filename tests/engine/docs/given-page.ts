import { type BucketSpec, type Emulator, startEmulator } from "../../../emulator";
import { createClient, type OssClient } from "../../../provider/oss";
import { builtPackage } from "../../support/plugin/built";
import { givenStack, type Stack } from "../harness";

export const BUCKET = "downloads";

/** What the pages take for granted: a bucket with two releases, and a stack in YAML with the plugin. */
export interface GivenPage {
  readonly oss: Emulator;
  readonly client: OssClient;
  readonly stack: Stack;
  readonly close: () => Promise<void>;
}

interface Circumstances {
  readonly bucket?: Omit<BucketSpec, "name">;
  /** Files of each release; each holds the release's number. */
  readonly files?: readonly string[];
}

export async function givenPage(
  program: string,
  { bucket = {}, files = ["app.tgz"] }: Circumstances = {},
): Promise<GivenPage> {
  const oss = await startEmulator({ buckets: [{ name: BUCKET, ...bucket }] });
  const { endpoint, region, accessKeyId, accessKeySecret } = oss;
  const client = createClient({ endpoint, region, credentials: { accessKeyId, accessKeySecret } });
  for (const release of ["1.4.2", "1.4.3"]) {
    for (const file of files) await client.putObject(BUCKET, `releases/${release}/${file}`, release);
  }
  const stack = await givenStack({
    program: { runtime: "yaml", files: { "Main.yaml": program } },
    plugins: { "oss-symlink": builtPackage() },
    env: {
      OSS_ENDPOINT: endpoint,
      OSS_REGION: region,
      OSS_ACCESS_KEY_ID: accessKeyId,
      OSS_ACCESS_KEY_SECRET: accessKeySecret,
    },
  });
  const close = async () => {
    stack.close();
    client.close();
    await oss.close();
  };
  return { oss, client, stack, close };
}
