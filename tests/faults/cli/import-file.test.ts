import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { type GivenCommand, givenCommand } from "../../support/cli/given-command";

jest.setTimeout(120_000);

let given: GivenCommand;
beforeAll(async () => {
  given = await givenCommand();
  for (const [key, target] of Object.entries({
    "latest/app.tgz": "releases/1/app.tgz",
    "latest/notes.txt": "releases/1/notes.txt",
    "chain/a": "chain/b",
    "chain/b": "releases/1/app.tgz",
  })) {
    await given.client.putSymlink("links", key, { target });
  }
  await given.client.putObject("links", "latest/object", "content");
});
afterEach(() => given.oss.faults.clear());
afterAll(() => given?.close());

const file = (name: string) => path.join(given.folder, name);
const ids = (text: string) => JSON.parse(text).resources.map(({ id }: { id: string }) => id);

describe("oss-symlink import-file", () => {
  it("names every link below the prefix, on stdout or in a file", async () => {
    const said = await given.run(["import-file", "links/latest/"]);
    expect(said).toMatchObject({ status: 0, err: "2 links below links/latest/.\n" });
    expect(ids(said.out)).toEqual(["links/latest/app.tgz", "links/latest/notes.txt"]);
    const written = await given.run(["import-file", "links/latest/", "--out", file("import.json")]);
    expect(written).toMatchObject({ status: 0, out: "", err: expect.stringContaining("pulumi import --file ") });
    expect(readFileSync(file("import.json"), "utf8")).toBe(said.out);
  });

  it("leaves out what the provider refuses to declare, and what a stack declares already", async () => {
    const said = await given.run(["import-file", "links/chain/"]);
    expect(said).toMatchObject({
      status: 3,
      err: expect.stringContaining("  chain/a: it points to chain/b, which is a link"),
    });
    expect(ids(said.out)).toEqual(["links/chain/b"]);
    const stdin = JSON.stringify({
      deployment: { resources: [{ type: "oss-symlink:index:Symlink", id: "links/latest/app.tgz" }] },
    });
    const rest = await given.run(["import-file", "links/latest/", "--stack", "-"], { stdin });
    expect(ids(rest.out)).toEqual(["links/latest/notes.txt"]);
  });

  it("writes one layout and its program", async () => {
    const args = ["links/latest/", "--layout", "--name", "downloads", "--code", file("layout.yaml")];
    const said = await given.run(["import-file", ...args]);
    expect(JSON.parse(said.out).resources).toEqual([
      { type: "oss-symlink:index:AliasLayout", name: "downloads", id: "links/latest/" },
    ]);
    expect(readFileSync(file("layout.yaml"), "utf8")).toContain('targetPrefix: "releases/1/"');
    const chained = await given.run(["import-file", "links/chain/", "--layout"]);
    expect(chained).toMatchObject({ status: 1, out: "", err: expect.stringContaining("cannot be one layout") });
  });

  it.each([
    [["links/nothing/"], 1, "there is no link to import below links/nothing/"],
    [["links", "--code", "x"], 2, "--code goes with --layout"],
    [["links", "--name", "x"], 2, "--name names an AliasLayout"],
    [["links", "--layout", "--name", "a b"], 2, "--name must be letters, digits and hyphens"],
    [["links", "--layout", "--stack", "-"], 2, "--stack does not go with --layout"],
    [["links", "--layout", "--out", "x", "--code", "x"], 2, "one and the same file"],
    [["links", "--ot", "x"], 2, 'Did you mean "--out"?'],
    [["links/latest/", "--out", "nowhere/x"], 1, "nowhere/x cannot be written: its folder does not exist"],
  ])("of %j fails with %d", async (args, status, message) => {
    const said = await given.run(["import-file", ...args]);
    expect(said).toMatchObject({ status, out: "", err: expect.stringContaining(message) });
  });

  it("leaves no file where it breaks off", async () => {
    const effect = { kind: "error", status: 403, code: "AccessDenied" } as const;
    given.oss.faults.add({ operation: "GetSymlink", key: "latest/notes.txt", effect });
    const said = await given.run(["import-file", "links/latest/", "--out", file("broken.json")]);
    expect(said).toMatchObject({ status: 1, err: expect.stringContaining("grant oss:GetObject") });
    expect(readdirSync(given.folder).filter((name) => name.includes("broken"))).toEqual([]);
  });
});
