import { spawnSync } from "node:child_process";
import path from "node:path";

test("a newcomer who has no engine reads which ways were tried and what to do", () => {
  const script = path.join(__dirname, "../../../scripts/engine.js");
  const env = { ...process.env, PULUMI_ENGINE_DIR: "/nowhere/engine" };
  const { status, stdout, stderr } = spawnSync(process.execPath, [script], { encoding: "utf8", env });
  expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
  expect(stderr).toBe(
    "No Pulumi engine (version 3.259.0 or newer, with the hosts for YAML, Node, Python and Go) could be had:\n" +
      "  - PULUMI_ENGINE_DIR: /nowhere/engine lacks pulumi, pulumi-language-yaml, pulumi-language-nodejs, pulumi-language-python, pulumi-language-go\n" +
      "  - no other way is tried while PULUMI_ENGINE_DIR is set\n" +
      "One of these is enough: install Pulumi from https://www.pulumi.com/docs/install, install Go, or set PULUMI_ENGINE_DIR to a directory that holds the programs.\n",
  );
});
