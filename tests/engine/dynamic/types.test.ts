import { spawnSync } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeFiles } from "../harness/write-files";
import { installQuickly, packedPackage } from "./packed";

jest.setTimeout(600_000);

/** Unused expectations of errors are errors, so this also fails where the types are not found and all is `any`. */
const PROGRAM = `import * as pulumi from "@pulumi/pulumi";
import { Symlink, type SymlinkArgs } from "pulumi-oss-symlink";
const args: SymlinkArgs = { bucket: "b", key: pulumi.output("k"), target: pulumi.secret("t"), metadata: { a: "b" } };
const link: Symlink = new Symlink("a", { ...args, acl: "private", tags: pulumi.output({ stage: "live" }) });
export const ids: pulumi.Output<string[]> = link.versionIds;
export const got: pulumi.Output<string> = Symlink.get("got", "b/k").url;
// @ts-expect-error key and target are missing
new Symlink("b", { bucket: "b" });
// @ts-expect-error there is no such ACL
new Symlink("c", { ...args, acl: "nobody" });
// @ts-expect-error versionId may be absent
export const id: pulumi.Output<string> = link.versionId;
// @ts-expect-error there is no such property
new Symlink("d", { ...args, metdata: {} });
`;

let folder: string;
beforeAll(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "oss-symlink-types-")));
  await installQuickly(folder, await packedPackage());
  writeFiles(folder, { "package.json": "{}", "commonjs.ts": PROGRAM, "esm.mts": PROGRAM });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What a user writes to test a program of their own: no engine, no service. */
const UNIT_TEST = `const assert = require("node:assert");
const pulumi = require("@pulumi/pulumi");
pulumi.runtime.setMocks({
  newResource: ({ inputs, name }) => ({ id: inputs.bucket + "/" + inputs.key, state: { ...inputs, url: "mocked:" + name } }),
  call: () => ({}),
}).then(() => {
  const { Symlink } = require("pulumi-oss-symlink");
  const link = new Symlink("latest", { bucket: "b", key: "latest", target: "releases/1", metadata: pulumi.output({ by: "me" }) });
  assert.throws(() => new Symlink("again", { bucket: "b", key: "other", target: "latest" }), /points to a link/);
  pulumi.all([link.id, link.target, link.metadata, link.url, link.versionId]).apply((seen) => console.log(JSON.stringify(seen)));
});
`;

test("a user's unit test of a program runs on Pulumi's mocks", () => {
  writeFiles(folder, { "unit.js": UNIT_TEST });
  const { stdout, stderr } = spawnSync(process.execPath, ["unit.js"], { cwd: folder, encoding: "utf8" });
  expect({ stdout, stderr }).toEqual({
    stdout: '["b/latest","releases/1",{"by":"me"},"mocked:latest",null]\n',
    stderr: "",
  });
});

describe("a program's types", () => {
  test.each([
    ["as Pulumi's templates resolve modules", "commonjs", "node10"],
    ["as Node.js resolves modules", "node16", "node16"],
    ["as bundlers resolve modules", "esnext", "bundler"],
  ])("are found %s", (_, module, moduleResolution) => {
    const compiler = require.resolve("typescript/bin/tsc");
    const options = ["--noEmit", "--strict", "--target", "es2022", "--skipLibCheck"];
    const files = module === "node16" ? ["commonjs.ts", "esm.mts"] : ["commonjs.ts"];
    const args = [compiler, ...options, "--module", module, "--moduleResolution", moduleResolution, ...files];
    expect(spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8" }).stdout).toBe("");
  });
});
