import type { BucketSpec, EmulatorOptions } from "../emulator/index";
import { given, parseFlags, wholeNumber } from "./flags";
import { UsageError } from "./usage-error";

export const EMULATOR_HELP = `Usage: oss-symlink emulator [options]

A local OSS server for tests and for trying things out. It prints one line of JSON when it is ready
and stops on SIGINT or SIGTERM.

Options:
  --port PORT                 port to listen on; 0 takes a free one (default 9000)
  --host HOST                 address to listen on (default 127.0.0.1: this machine only)
  --region REGION             region of the server (default cn-hangzhou)
  --access-key-id ID          (default test)
  --access-key-secret SECRET  (default test)
  --bucket NAME[:versioned][:public]
                              a bucket to start with; may be repeated. With :public everybody who
                              reaches the server may read and write it without keys, as curl does.
  --data DIR                  keep everything in this directory (default: in memory)
  --latency MS                every answer waits that long
  --admin                     serve fault switches and the request list under /_oss-symlink/
  --help                      this text
`;

const FLAGS = {
  port: { type: "string" },
  host: { type: "string" },
  region: { type: "string" },
  "access-key-id": { type: "string" },
  "access-key-secret": { type: "string" },
  bucket: { type: "string", multiple: true },
  data: { type: "string" },
  latency: { type: "string" },
  admin: { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;

/** What may follow a bucket's name. */
const BUCKET_STATES: Readonly<Record<string, Partial<BucketSpec>>> = {
  versioned: { versioning: "Enabled" },
  public: { acl: "public-read-write" },
};

/** The options for the server; `help` where the text is wanted instead. */
export function parseEmulatorOptions(args: readonly string[]): EmulatorOptions | "help" {
  const { values } = parseFlags(args, FLAGS);
  if (values.help) return "help";
  return {
    port: wholeNumber("port", values.port ?? "9000", 0, 65535),
    latencyMs: wholeNumber("latency", values.latency ?? "0", 0, 3_600_000),
    buckets: (values.bucket ?? []).map(parseBucket),
    admin: values.admin ?? false,
    ...given({ host: values.host, region: values.region, data: values.data }),
    ...given({ accessKeyId: values["access-key-id"], accessKeySecret: values["access-key-secret"] }),
  };
}

function parseBucket(text: string): BucketSpec {
  const [name = "", ...states] = text.split(":");
  if (!/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/.test(name)) {
    throw new UsageError(`--bucket: "${name}" is not a bucket name: 3 to 63 lower-case letters, digits and hyphens.`);
  }
  const odd = states.some((state, index) => !Object.hasOwn(BUCKET_STATES, state) || states.indexOf(state) < index);
  if (odd) {
    const rest = text.slice(name.length);
    throw new UsageError(`--bucket: after the name only ":versioned" and ":public" can follow, not "${rest}".`);
  }
  return Object.assign({ name }, ...states.map((state) => BUCKET_STATES[state]));
}
