import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

const EMULATOR = path.join(__dirname, "..", "..", "..", "emulator");

/** What each folder may import besides itself, and why it may not import more. */
const LAYERS: Readonly<Record<string, { readonly may: readonly string[]; readonly because: string }>> = {
  errors: { may: [], because: "the catalogue is data that everything else throws" },
  store: { may: [], because: "a store that knows requests cannot be replaced or replayed" },
  xml: { may: ["errors"], because: "it reads and writes text, whatever it means" },
  http: { may: ["errors", "xml", "random-hex"], because: "parsing and sending must not know what an operation does" },
  auth: { may: ["errors", "http", "store"], because: "who asks is settled before what is asked" },
  operations: {
    may: ["auth", "crc64", "errors", "http", "open-questions", "random-hex", "store", "xml"],
    because: "rules are the same whatever route or fault led to them",
  },
  routing: { may: ["errors", "http", "operations"], because: "the table only names operations" },
  faults: { may: ["routing"], because: "a fault is chosen by the names of operations alone" },
};

function importsOf(file: string): string[] {
  return [...readFileSync(file, "utf8").matchAll(/ from "(\.{1,2}\/[^"]+)"/g)].map(([, target = ""]) =>
    path.relative(EMULATOR, path.join(path.dirname(file), target)),
  );
}

test.each(Object.entries(LAYERS))("%s imports only what it may", (folder, { may, because }) => {
  const files = readdirSync(path.join(EMULATOR, folder), { recursive: true, encoding: "utf8" });
  const sources = files.filter((name) => name.endsWith(".ts")).map((name) => path.join(EMULATOR, folder, name));
  expect(sources.length).toBeGreaterThan(1);
  for (const source of sources) {
    const foreign = importsOf(source).filter((target) => ![folder, ...may].includes(target.split("/")[0] ?? ""));
    expect({ source, because, foreign }).toEqual({ source, because, foreign: [] });
  }
});

test("nothing comes from another room, and no package but node's own", () => {
  for (const name of readdirSync(EMULATOR, { recursive: true, encoding: "utf8" })) {
    if (!name.endsWith(".ts")) continue;
    const text = readFileSync(path.join(EMULATOR, name), "utf8");
    const packages = [...text.matchAll(/ from "([^."][^"]*)"/g)].map(([, target]) => target);
    expect({ name, packages: packages.filter((target) => !target?.startsWith("node:")) }).toEqual({
      name,
      packages: [],
    });
    expect(importsOf(path.join(EMULATOR, name)).filter((target) => target.startsWith(".."))).toEqual([]);
  }
});
