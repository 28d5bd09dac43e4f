import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";

/** Who may import whom. */
interface Rule {
  readonly room: string;
  /** Other rooms, or single modules of them. */
  readonly rooms: readonly string[];
  readonly packages: readonly string[];
  readonly because: string;
}

/** What a property value, a path in it and a foreseen failure are: the words that hosts and resources share. */
const vocabulary = ["provider/protocol/values", "provider/protocol/paths", "provider/protocol/failures"];

const rules: readonly Rule[] = [
  {
    room: "provider/oss",
    rooms: [],
    packages: ["undici", "fast-xml-parser", "@alicloud/credentials"],
    because: "the client is useful without Pulumi, and must not bend to what one resource wants",
  },
  {
    room: "provider/protocol",
    rooms: [],
    packages: ["@grpc/grpc-js", "google-protobuf", "@pulumi/pulumi/proto"],
    because: "how values cross the wire has nothing to do with what OSS is",
  },
  {
    room: "provider/properties",
    rooms: vocabulary,
    packages: [],
    because: "tables of fields are checked the same way whatever they describe",
  },
  {
    room: "provider/config",
    rooms: [...vocabulary, "provider/oss", "provider/properties", "provider/resource"],
    packages: [],
    because: "both hosts take the same configuration",
  },
  {
    room: "provider/deployment",
    rooms: [],
    packages: [],
    because: "what is known of a deployment is plain facts, whichever resource or host notes them down",
  },
  {
    room: "provider/targets",
    rooms: ["provider/oss"],
    packages: [],
    because: "what stands where a link points to is seen the same way by whoever asks",
  },
  {
    room: "provider/functions",
    rooms: [...vocabulary, "provider/oss", "provider/properties", "provider/protocol/calls", "provider/targets"],
    packages: [],
    because: "the plugin, a program and the command all ask them, so they may know none of these",
  },
  {
    room: "provider/symlink",
    rooms: [
      ...vocabulary,
      "provider/deployment",
      "provider/oss",
      "provider/properties",
      "provider/resource",
      "provider/targets",
    ],
    packages: [],
    because: "both hosts run the same resource code, so it may know neither of them",
  },
  {
    room: "provider/layout",
    rooms: [
      ...vocabulary,
      "provider/deployment",
      "provider/oss",
      "provider/properties",
      "provider/protocol/engine-log",
      "provider/resource",
      "provider/symlink",
      "provider/targets",
    ],
    packages: [],
    because: "a layout is many links, each by the rules of one, and both hosts run it",
  },
  {
    room: "provider/plugin",
    rooms: [
      "provider/config",
      "provider/deployment",
      "provider/functions",
      "provider/layout",
      "provider/oss",
      "provider/properties",
      "provider/protocol",
      "provider/resource",
      "provider/schema",
      "provider/symlink",
    ],
    packages: ["@grpc/grpc-js", "@pulumi/pulumi/proto", "google-protobuf"],
    because: "hosts wire the rooms together; the SDK index would cost every plugin start 0.35 s",
  },
  {
    room: "provider/dynamic",
    rooms: [
      "provider/config",
      "provider/deployment",
      "provider/oss",
      "provider/plugin/engine-watch",
      "provider/plugin/perform",
      "provider/properties",
      "provider/protocol",
      "provider/resource",
    ],
    packages: ["google-protobuf"],
    because: "the dynamic host is thin: it turns values and failures into the plugin's own words, and back",
  },
  {
    room: "provider",
    rooms: [
      "provider/config",
      "provider/deployment",
      "provider/dynamic",
      "provider/functions",
      "provider/layout",
      "provider/oss",
      "provider/plugin",
      "provider/properties",
      "provider/protocol",
      "provider/symlink",
    ],
    packages: [],
    because: "what stands above the rooms only names what they share, or starts a host",
  },
  {
    room: "sdk",
    rooms: ["provider/program"],
    packages: ["@pulumi/pulumi"],
    because: "a user's program loads it, and should not load an HTTP client with it before it calls a function",
  },
  {
    room: "emulator",
    rooms: [],
    packages: [],
    because: "a test of the client against the server means something only if they share no code",
  },
  {
    room: "policy",
    rooms: ["provider/properties/quoted", "provider/properties/suggest", "provider/protocol/paths"],
    packages: ["@pulumi/policy"],
    because: "policy packs run in a process of their own, often without the provider; they share its wording only",
  },
  {
    room: "cli",
    rooms: [
      "emulator",
      "provider/config",
      "provider/functions",
      "provider/layout/common-folder",
      "provider/oss",
      "provider/protocol/failures",
      "provider/symlink/fields",
    ],
    packages: [],
    because: "the command starts what other rooms offer",
  },
];

/** Programs in documentation texts import these, and the code that the SDK leaves in state. */
const namedInTexts = ["pulumi-oss-symlink-plugin", "osssymlink", "pulumi-oss-symlink/dynamic-host"];

const root = path.join(__dirname, "../../..");
const topRooms = ["provider", "sdk", "emulator", "policy", "cli"];

function sourceFiles(folder: string): string[] {
  return readdirSync(path.join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)));
}

function roomOf(file: string): string {
  const [top = "", second = ""] = file.split("/");
  return top === "provider" && second !== "" && !second.endsWith(".ts") ? `provider/${second}` : top;
}

/** The module a path stands for: a folder stands for its index. */
function moduleOf(target: string): string {
  const isFolder = statSync(path.join(root, target), { throwIfNoEntry: false })?.isDirectory();
  return isFolder ? `${target}/index` : target;
}

/** Everything a file imports: relative paths as paths from the root, packages by their names. */
function importsOf(file: string): string[] {
  const text = readFileSync(path.join(root, file), "utf8");
  const statements = [
    ...text.matchAll(/^(?:import|export|\}) .*?from "([^"]+)";$/gm),
    ...text.matchAll(/\b(?:import|require)\("([^"]+)"\)/g),
  ];
  const quoted = statements.map((match) => match[1] ?? "").filter((name) => !namedInTexts.includes(name));
  return quoted.map((name) => (name.startsWith(".") ? path.join(path.dirname(file), name) : name));
}

function forbiddenImports(file: string): string[] {
  const room = roomOf(file);
  const rule = rules.find((candidate) => candidate.room === room);
  if (!rule) return [`${file}: no rule says what the room ${room} may import`];
  const isAllowed = (name: string): boolean => {
    if (name.startsWith("node:") || name === "package.json") return true;
    if (!topRooms.includes(name.split("/")[0] ?? "")) return startsWithOneOf(name, rule.packages);
    const target = moduleOf(name);
    return roomOf(`${target}.ts`) === room || startsWithOneOf(target, rule.rooms);
  };
  return importsOf(file)
    .filter((name) => !isAllowed(name))
    .map((name) => `${file} imports ${name}, but ${rule.because}`);
}

function startsWithOneOf(name: string, allowed: readonly string[]): boolean {
  return allowed.some((prefix) => name === prefix || name.startsWith(`${prefix}/`));
}

describe("the house", () => {
  const files = topRooms.filter((room) => readdirSync(root).includes(room)).flatMap(sourceFiles);

  test("has arrows in one direction only", () => {
    expect(files.flatMap(forbiddenImports)).toEqual([]);
  });

  test("is read by this test: imports are found and rooms told apart", () => {
    expect(roomOf("provider/oss/send.ts")).toBe("provider/oss");
    expect(roomOf("provider/main.ts")).toBe("provider");
    expect(importsOf("tests/unit/house/layering.test.ts")).toEqual(["node:fs", "node:path"]);
  });
});
