import { renameSync } from "node:fs";
import { join } from "node:path";
import { describeOnEngine } from "../harness";
import { DONE, type GivenProject, givenProject, linkOps, said } from "./given-project";
import { NAME, packedAs, packedPackage, replacePackage } from "./packed";

jest.setTimeout(600_000);

let given: GivenProject;
beforeAll(async () => {
  given = await givenProject();
});
afterAll(() => given?.close());

describeOnEngine("the package beside a program", () => {
  const latest = (target: string) =>
    given.program(`new Symlink("latest", { bucket, key: "latest", target: "${target}", metadata: { by: "me" } });`);
  const modules = () => join(given.stack.program, "node_modules");

  test("may be another version from one command to the next", async () => {
    const { stack, targetOf, puts } = given;
    const [now, next] = [await packedPackage(), await packedAs("99.0.0")];
    latest("releases/1");
    await stack.up([], DONE);
    for (const [version, target] of [
      [next, "releases/2"],
      [now, "releases/3"],
    ] as const) {
      await replacePackage(modules(), version);
      const before = puts();
      await stack.preview(["--refresh", "--expect-no-changes"], DONE);
      expect(linkOps(await stack.up([], DONE))).toEqual(["same latest"]);
      expect(puts()).toBe(before);
      latest(target);
      expect(linkOps(await stack.up([], DONE))).toEqual(["update latest"]);
      expect(await targetOf("latest")).toBe(target);
    }
    await replacePackage(modules(), next);
    await stack.destroy([], DONE);
    expect(await targetOf("latest")).toBeUndefined();
    await replacePackage(modules(), now);
  });

  test("is missed in a sentence that says how to mend it", async () => {
    const { stack, targetOf } = given;
    latest("releases/1");
    await stack.up([], DONE);
    renameSync(join(modules(), NAME), join(modules(), "moved-away"));
    const failed = await stack.destroy();
    renameSync(join(modules(), "moved-away"), join(modules(), NAME));
    expect(failed.code).not.toBe(0);
    expect(said(failed)).toContain(
      `the npm package ${NAME} cannot be loaded from ${stack.program}: Cannot find module '${NAME}/dynamic-host'; make it a direct dependency of the program there and run npm install`,
    );
    expect(await targetOf("latest")).toBe("releases/1");
    await stack.destroy([], DONE);
  });

  test("is refused when the engine would load another version than the program", async () => {
    const { stack } = given;
    await replacePackage(join(stack.program, "library", "node_modules"), await packedAs("99.0.0"));
    stack.write({
      "library/index.js": `exports.Symlink = require("${NAME}").Symlink;`,
      "index.js": `const { Symlink } = require("./library");
new Symlink("latest", { bucket: "links", key: "latest", target: "x" });`,
    });
    const refused = await stack.preview();
    expect(refused.code).not.toBe(0);
    expect(said(refused)).toMatch(
      /two versions of pulumi-oss-symlink are installed: the program uses 99\.0\.0 \(.*library.*\), and the engine would load 0\.1\.0 \(.*\); make 99\.0\.0 a direct dependency/,
    );
  });
});
