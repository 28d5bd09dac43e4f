import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { describeOnEngine } from "../harness";
import { BUCKET, DONE, type GivenProject, givenProject, linkOps, type ProjectOptions } from "./given-project";
import { npmInstall, pulumiVersion } from "./packed";

jest.setTimeout(600_000);

const LINK = `new Symlink("latest", { bucket: "${BUCKET}", key: "latest", target: "releases/1", metadata: { by: "me" } })`;

/** Every kind of project that Node.js knows, each with what is special about it. */
const shapes: Record<string, ProjectOptions> = {
  "JavaScript with CommonJS modules": {
    files: { "index.js": `const { Symlink } = require("pulumi-oss-symlink");\nexports.url = ${LINK}.url;\n` },
  },
  "JavaScript with ES modules": {
    manifest: { type: "module" },
    files: { "index.js": `import { Symlink } from "pulumi-oss-symlink";\nexport const url = ${LINK}.url;\n` },
  },
  "a main file in a subfolder": {
    manifest: { main: "infra/src/index.js" },
    files: { "infra/src/index.js": `const { Symlink } = require("pulumi-oss-symlink");\nexports.url = ${LINK}.url;\n` },
  },
  "a subfolder named by Pulumi.yaml's main, with a package of its own": {
    installIn: "infra",
    files: {
      "Pulumi.yaml": JSON.stringify({ name: "test", runtime: "nodejs", main: "infra" }),
      "infra/package.json": JSON.stringify({ name: "infra", main: "index.js" }),
      "infra/index.js": `const { Symlink } = require("pulumi-oss-symlink");\nexports.url = ${LINK}.url;\n`,
    },
  },
};

async function expectUpAndDown({ stack, targetOf }: GivenProject): Promise<void> {
  const up = await stack.up([], DONE);
  expect(linkOps(up)).toEqual(["create latest"]);
  expect(up.outputs.url).toMatch(/\/links\/latest$/);
  expect(await targetOf("latest")).toBe("releases/1");
  expect(linkOps(await stack.up(["--refresh"], DONE))).toEqual(expect.arrayContaining(["same latest"]));
  await stack.destroy([], DONE);
  expect(await targetOf("latest")).toBeUndefined();
}

describeOnEngine("a project", () => {
  test.each(Object.entries(shapes))("of %s goes up, refreshes and goes down", async (_, options) => {
    const given = await givenProject(options);
    try {
      await expectUpAndDown(given);
    } finally {
      await given.close();
    }
  });

  test("in an npm workspace, with the package hoisted above it, goes up, refreshes and goes down", async () => {
    const given = await givenProject({
      manifest: { workspaces: ["infra"] },
      files: {
        "Pulumi.yaml": JSON.stringify({ name: "test", runtime: "nodejs", main: "infra" }),
        "infra/package.json": JSON.stringify({ name: "infra", main: "index.js" }),
        "infra/index.js": `const { Symlink } = require("pulumi-oss-symlink");\nexports.url = ${LINK}.url;\n`,
      },
      installIn: "infra",
      install: async (folder, tarball) => {
        mkdirSync(folder, { recursive: true });
        await npmInstall(folder, `@pulumi/pulumi@${pulumiVersion()}`);
        await npmInstall(folder, tarball);
      },
    });
    try {
      expect(require.resolve("pulumi-oss-symlink/package.json", { paths: [join(given.stack.program, "infra")] })).toBe(
        join(given.stack.program, "node_modules/pulumi-oss-symlink/package.json"),
      );
      await expectUpAndDown(given);
    } finally {
      await given.close();
    }
  });
});
