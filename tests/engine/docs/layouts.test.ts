import { blockUnder } from "../../support/docs/markdown";
import { describeOnEngine } from "../harness";
import type { CommandResult } from "../harness/command";
import { BUCKET, type GivenPage, givenPage } from "./given-page";

jest.setTimeout(300_000);

const PAGE = "docs/layouts.md";
const DONE = { expectSuccess: true };
const FILES = ["app.tgz", "linux/app.tgz", "notes.txt"];

let page: GivenPage;
beforeEach(async () => {
  page = await givenPage(blockUnder(PAGE, "Declare one", "yaml"), { files: FILES });
});
afterEach(() => page?.close());

/** Rewrites the program of the page. */
function declare(release: string, more = ""): void {
  const program = blockUnder(PAGE, "Declare one", "yaml");
  page.stack.write({ "Main.yaml": program.replace("1.4.2", release) + more });
}

/** The command that a section shows, as it is but for questions. */
async function run(heading: string): Promise<CommandResult> {
  const [program, ...args] = blockUnder(PAGE, heading, "sh").trim().split(" ");
  expect(program).toBe("pulumi");
  return await page.stack.exec(args[0] === "preview" ? args : [...args, "--yes", "--skip-preview"]);
}

/** What a command said, on its screen and by the engine's events: the screen cuts long lines. */
function expectSaid({ stdout, diagnostics }: CommandResult, heading: string): void {
  const messages = diagnostics.map(({ severity, message }) => `${severity}: ${message}`);
  const said = [stdout, ...messages].map(inOneLine).join(" ");
  expect(said).toContain(inOneLine(blockUnder(PAGE, heading, "text")));
}

/** Lines are broken where the page wants it; the day is not today. */
function inOneLine(text: string): string {
  return text
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "(time)")
    .replace(/\s+/g, " ")
    .trim();
}

async function targetOf(name: string): Promise<string> {
  return (await page.client.getSymlink(BUCKET, `latest/${name}`)).target;
}

async function linksLeft(): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of page.client.listObjects(BUCKET, { prefix: "latest/" })) keys.push(key);
  return keys;
}

describeOnEngine(PAGE, () => {
  test("flips a release, shows drift, and reports and removes strays, word for word", async () => {
    await page.stack.up([], DONE);
    expect(await targetOf("app-linux.tgz")).toBe("releases/1.4.2/linux/app.tgz");

    declare("1.4.3");
    expectSaid(await run("Flip a release"), "Flip a release");
    await page.stack.up([], DONE);
    expect(await targetOf("app-linux.tgz")).toBe("releases/1.4.3/linux/app.tgz");

    await page.client.putSymlink(BUCKET, "latest/app.tgz", { target: "releases/1.4.2/app.tgz" });
    expectSaid(await run("Drift"), "Drift");

    declare("1.4.3", blockUnder(PAGE, "Links that nobody declares", "yaml"));
    await page.client.putSymlink(BUCKET, "latest/old.tgz", { target: "releases/1.3.9/app.tgz" });
    await page.client.putObject(BUCKET, "latest/README", "an ordinary object");
    expectSaid(await run("Links that nobody declares"), "Links that nobody declares");
    await page.stack.up(["--refresh"], DONE);
    expect(await linksLeft()).toContain("latest/old.tgz");
    await page.stack.up([], DONE);
    expect(await linksLeft()).toEqual(["latest/README", "latest/app-linux.tgz", "latest/app.tgz", "latest/notes.txt"]);
    expect(await targetOf("app.tgz")).toBe("releases/1.4.3/app.tgz");
    await page.stack.preview(["--expect-no-changes"], DONE);
  });

  test("names what is in the way, does the rest, and goes on", async () => {
    await page.client.putObject(BUCKET, "latest/notes.txt", "written by hand");
    expectSaid(await page.stack.preview(), "Something else in a link's place");
    expectSaid(await run("Partial failure, and going on"), "Partial failure, and going on");
    expect(await targetOf("app.tgz")).toBe("releases/1.4.2/app.tgz");
    await page.client.deleteObject(BUCKET, "latest/notes.txt");
    await page.stack.up([], DONE);
    expect(await targetOf("notes.txt")).toBe("releases/1.4.2/notes.txt");
  });

  test("imports by bucket and prefix", async () => {
    const links = { "app-linux.tgz": "linux/app.tgz", "app.tgz": "app.tgz", "notes.txt": "notes.txt" };
    for (const [name, target] of Object.entries(links)) {
      await page.client.putSymlink(BUCKET, `latest/${name}`, { target: `releases/1.4.2/${target}` });
    }
    const program = blockUnder(PAGE, "Declare one", "yaml");
    page.stack.write({ "Main.yaml": "{}" });
    expectSaid(await run("Import"), "Import");
    page.stack.write({ "Main.yaml": program });
    await page.stack.preview(["--expect-no-changes"], DONE);
  });
});
