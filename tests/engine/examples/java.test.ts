import { cpSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { blocksOf } from "../../support/docs/markdown";
import { builtPackage } from "../../support/plugin/built";
import { describeOnEngine, engineDirectory } from "../harness";
import { environmentOf } from "../harness/environment";
import { type Folders, makeFolders, removeFolders } from "../harness/folders";
import { runTool } from "../harness/tools";
import { openScene, type Scene } from "./scene";

// The first run fetches the SDK and Maven's plugins.
jest.setTimeout(600_000);

const LINKS = {
  "downloads/latest/app.tgz": "releases/1.4.2/app.tgz",
  "downloads/latest/notes.txt": "releases/1.4.2/notes.txt",
};

let folders: Folders;
let scene: Scene;
beforeEach(async () => {
  folders = makeFolders();
  scene = await openScene({ links: LINKS });
});
afterEach(async () => {
  await scene.close();
  removeFolders(folders);
});

/** In a copy, whose package two folders above is the one that is built here. */
function run(command: string): Promise<string> {
  const env = environmentOf(folders, engineDirectory(), scene.env);
  const { JAVA_HOME } = process.env;
  return runTool("sh", ["-c", command], folderOfExample(), { ...env, ...(JAVA_HOME && { JAVA_HOME }) });
}

function commandsShown(): string[] {
  return blocksOf("examples/java/README.md").flatMap(({ text }) => text.trim().split("\n"));
}

function folderOfExample(): string {
  return join(folders.program, "examples", "java");
}

describeOnEngine("examples/java", () => {
  test("goes up as its README says, previews clean, and goes down", async () => {
    cpSync(join(__dirname, "../../../examples/java"), folderOfExample(), {
      recursive: true,
      filter: (file) => !file.endsWith("/target"),
    });
    for (const name of ["dist", "package.json", "node_modules", "pulumi-resource-oss-symlink"]) {
      symlinkSync(join(builtPackage(), name), join(folders.program, name));
    }
    const before = await scene.keys();
    const [up = "", destroy = "", ...more] = commandsShown();
    expect(more).toEqual([]);
    const said = await run(up);
    expect(said).toMatch(/\+ 3 created[\s\S]*Previewing update[\s\S]*3 unchanged/);
    for (const [link, target] of Object.entries(LINKS)) expect(await scene.download(link)).toBe(target);
    await run(destroy);
    expect(await scene.keys()).toEqual(before);
  });
}, ["javac", "mvn"]);
