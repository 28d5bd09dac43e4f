import { chmodSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { installQuickly, lockedVersion, packedPackage } from "../dynamic/packed";
import { type CommandResult, writeFiles } from "../harness";

/** What a policy said of a resource. */
export interface Violation {
  readonly policy: string;
  readonly level: string;
  /** The last part of the URN. */
  readonly resource: string;
  /** The rule's description, and what it found. */
  readonly message: string;
}

export interface GivenPack {
  readonly folder: string;
  /** What goes after `--policy-pack`. */
  readonly executable: string;
  /** Writes a file for `--policy-pack-config`, and answers the arguments for pack and file. */
  readonly with: (config?: object) => string[];
}

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/**
 * The engine starts a folder with a PulumiPolicy.yaml by its language host. The hosts of the engine that tests build are
 * too old for that; an executable it starts by itself.
 */
const EXECUTABLE = `#!/bin/sh
cd "$(dirname "$0")" && exec node node_modules/@pulumi/pulumi/cmd/run-policy-pack "$1" .
`;

/** A policy pack in a folder of its own, with the packed package installed from its tarball. */
export async function givenPack(files: Readonly<Record<string, string>>): Promise<GivenPack> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "oss-symlink-pack-")));
  folders.push(folder);
  const manifest = JSON.stringify({ name: "pack", version: "1.0.0" });
  writeFiles(folder, { "package.json": manifest, ...files, "start-pack": EXECUTABLE });
  const executable = join(folder, "start-pack");
  chmodSync(executable, 0o755);
  await installQuickly(folder, await packedPackage(), { "@pulumi/policy": lockedVersion("@pulumi/policy") });
  const args = ["--policy-pack", executable];
  let number = 0;
  return {
    folder,
    executable,
    with: (config) => {
      if (config === undefined) return args;
      const file = `config-${++number}.json`;
      writeFiles(folder, { [file]: JSON.stringify(config) });
      return [...args, "--policy-pack-config", join(folder, file)];
    },
  };
}

interface PolicyEvent {
  readonly policyName: string;
  readonly enforcementLevel: string;
  readonly resourceUrn?: string;
  readonly message: string;
}

/** What the policies said, in the order of rules and resources. */
export function violations({ events }: CommandResult): Violation[] {
  const said = events.flatMap(({ policyEvent }) => (policyEvent === undefined ? [] : [policyEvent as PolicyEvent]));
  return said.map(({ policyName, enforcementLevel, resourceUrn, message }) => ({
    policy: policyName,
    level: enforcementLevel,
    resource: resourceUrn?.split("::").at(-1) ?? "",
    message: message.replace(/<\{%[^%]*%\}>/g, "").trimEnd(),
  }));
}
