import { type BucketSpec, type Emulator, startEmulator } from "../../../emulator";
import { createClient, isNoSuchKey, isNotSymlink, type OssClient } from "../../../provider/oss";
import { type CommandResult, givenStack, type Stack } from "../harness";
import { installQuickly, packedPackage, pulumiVersion } from "./packed";

export const BUCKET = "links";
export const TYPE = "pulumi-nodejs:dynamic/oss-symlink:Symlink";
export const DONE = { expectSuccess: true };

/** Fits a JavaScript program with CommonJS modules, which starts fastest. */
export const PREAMBLE = `const pulumi = require("@pulumi/pulumi");
const { Symlink } = require("pulumi-oss-symlink");
const bucket = "${BUCKET}";
`;

/** As Pulumi's own templates have it; without a TypeScript of the project's own it is read by the one in Pulumi, 3.8. */
const TSCONFIG = JSON.stringify({
  compilerOptions: { strict: true, target: "es2020", module: "commonjs", moduleResolution: "node" },
});

export interface ProjectOptions {
  readonly bucket?: Omit<BucketSpec, "name">;
  /** package.json beside name and dependencies. */
  readonly manifest?: Readonly<Record<string, unknown>>;
  readonly files?: Readonly<Record<string, string>>;
  /** Below the project's folder; that one itself if not given. */
  readonly installIn?: string;
  readonly install?: (folder: string, tarball: string) => Promise<void>;
  readonly config?: Readonly<Record<string, string>>;
}

export interface GivenProject {
  readonly oss: Emulator;
  /** Looks at the bucket past the provider. */
  readonly client: OssClient;
  readonly stack: Stack;
  /** Rewrites index.js: what follows the imports. */
  readonly program: (text: string) => void;
  /** What is under a key: a link's target, `(object)`, or undefined. */
  readonly targetOf: (key: string) => Promise<string | undefined>;
  readonly puts: () => number;
  readonly close: () => Promise<void>;
}

/** A Node.js project with the packed package installed, on the real engine, with a local OSS server behind. */
export async function givenProject(options: ProjectOptions = {}): Promise<GivenProject> {
  const tarball = await packedPackage();
  const oss = await startEmulator({
    buckets: [{ name: BUCKET, ...options.bucket }],
    accessKeyId: "id-of-the-project",
    accessKeySecret: "secret-of-the-project",
  });
  const { endpoint, region, accessKeyId, accessKeySecret } = oss;
  const client = createClient({ endpoint, region, credentials: { accessKeyId, accessKeySecret } });
  const dependencies = { "@pulumi/pulumi": pulumiVersion() };
  const manifest = JSON.stringify({ name: "project", main: "index.js", dependencies, ...options.manifest });
  const stack = await givenStack({
    program: {
      runtime: "nodejs",
      files: { "package.json": manifest, "tsconfig.json": TSCONFIG, ...options.files },
      packages: "none",
    },
    config: options.config ?? {},
    env: {
      OSS_ENDPOINT: endpoint,
      OSS_REGION: region,
      OSS_ACCESS_KEY_ID: accessKeyId,
      OSS_ACCESS_KEY_SECRET: accessKeySecret,
    },
  });
  await (options.install ?? installQuickly)(`${stack.program}/${options.installIn ?? ""}`, tarball);
  return {
    oss,
    client,
    stack,
    program: (text) => stack.write({ "index.js": PREAMBLE + text }),
    targetOf: async (key) => {
      try {
        return (await client.getSymlink(BUCKET, key)).target;
      } catch (error) {
        if (isNoSuchKey(error)) return undefined;
        if (isNotSymlink(error)) return "(object)";
        throw error;
      }
    },
    puts: () => oss.requests().filter(({ operation }) => operation === "PutSymlink").length,
    close: async () => {
      client.close();
      await oss.close();
    },
  };
}

/** What was done to links, as `op name`. */
export function linkOps({ steps }: CommandResult): string[] {
  return steps.filter(({ type }) => type === TYPE).map(({ op, name }) => `${op} ${name}`);
}

/** Everything the engine said, on one line per line. */
export function said({ stdout, stderr }: CommandResult): string {
  return stdout + stderr;
}
