import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/** Who may import whom. Paths are rooms of the house, names without a slash at the front are packages. */
interface Rule {
  readonly room: string;
  readonly rooms: readonly string[];
  readonly packages: readonly string[];
  readonly because: string;
}

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
    room: "provider/symlink",
    rooms: ["provider/oss"],
    packages: [],
    because: "both hosts run the same resource code, so it may know neither of them",
  },
  {
    room: "provider/layout",
    rooms: ["provider/oss", "provider/symlink"],
    packages: [],
    because: "both hosts run the same resource code, so it may know neither of them",
  },
  {
    room: "provider/functions",
    rooms: ["provider/oss", "provider/symlink"],
    packages: [],
    because: "functions answer the same under every host",
  },
  {
    room: "provider",
    rooms: ["provider/oss", "provider/protocol", "provider/symlink", "provider/layout", "provider/functions"],
    packages: ["@grpc/grpc-js", "@pulumi/pulumi/proto"],
    because: "hosts wire the rooms together; the SDK index would cost every plugin start 0.35 s",
  },
  {
    room: "sdk",
    rooms: [],
    packages: ["@pulumi/pulumi"],
    because: "a user's program loads it, and should not load an HTTP client with it",
  },
  {
    room: "emulator",
    rooms: [],
    packages: [],
    because: "a test of the client against the server means something only if they share no code",
  },
  {
    room: "policy",
    rooms: [],
    packages: ["@pulumi/policy", "@pulumi/pulumi"],
    because: "policy packs run in a process of their own, often without the provider",
  },
  {
    room: "cli",
    rooms: ["emulator"],
    packages: [],
    because: "the command starts what other rooms offer",
  },
];

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

/** Everything a file imports: relative paths as paths from the root, packages by their names. */
function importsOf(file: string): string[] {
  const text = readFileSync(path.join(root, file), "utf8");
  const quoted = [...text.matchAll(/\b(?:from|import|require)\s*\(?\s*"([^"]+)"/g)].map((match) => match[1] ?? "");
  return quoted.map((name) => (name.startsWith(".") ? path.join(path.dirname(file), name) : name));
}

function forbiddenImports(file: string): string[] {
  const room = roomOf(file);
  const rule = rules.find((candidate) => candidate.room === room);
  if (!rule) return [`${file}: no rule says what the room ${room} may import`];
  const isAllowed = (name: string): boolean => {
    if (name.startsWith("node:")) return true;
    if (topRooms.includes(name.split("/")[0] ?? "")) return [rule.room, ...rule.rooms].includes(roomOf(`${name}.ts`));
    return (
      name === "package.json" || rule.packages.some((allowed) => name === allowed || name.startsWith(`${allowed}/`))
    );
  };
  return importsOf(file)
    .filter((name) => !isAllowed(name))
    .map((name) => `${file} imports ${name}, but ${rule.because}`);
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
