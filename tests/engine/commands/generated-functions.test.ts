/** The functions in the generated SDKs: as promises, and in the form that takes outputs of resources. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { generatedSdk } from "../../../scripts/sdks";
import { blockUnder } from "../../support/docs/markdown";
import { builtPackage } from "../../support/plugin/built";
import { describeOnEngine, givenStack } from "../harness";
import { installSdk, SDK_FOLDER } from "../harness/generated-sdk";
import { BUCKET, type GivenLinks, givenLinks } from "../symlink/given-links";

// The first run generates and compiles the SDKs.
jest.setTimeout(300_000);

let given: GivenLinks;
beforeAll(async () => {
  given = await givenLinks();
  await given.client.putObject(BUCKET, "releases/1/app.tgz", "content");
});
afterAll(() => given?.close());

/** A link's ETag is known once it is written: what is asked by it waits for that. */
const PROGRAM = `
import * as pulumi from "@pulumi/pulumi";
import * as oss from "pulumi-oss-symlink-plugin";

const link = new oss.Symlink("app", { bucket: "${BUCKET}", key: "latest/app.tgz", target: "releases/1/app.tgz", metadata: { owner: "me" } });
${blockUnder("docs/audit.md", "In a program", "typescript")}const all = oss.getSymlinksOutput({ bucket, limit: 10 });
const audit = oss.auditSymlinksOutput({ bucket, prefix: pulumi.secret("latest/") });

export const target: pulumi.Output<string> = one.target;
export const owner = one.metadata.apply((metadata) => metadata.owner);
export const targets: pulumi.Output<string[]> = all.links.apply((links) => links.map(({ target }) => target));
export const errors: pulumi.Output<number> = audit.errors;
export const plain = oss.getSymlinks({ bucket: "${BUCKET}", prefix: "nothing/" }).then(({ links }) => links.length);
`;

/** How each language begins the form of a function that takes outputs. */
const FORMS = { nodejs: "function NAMEOutput(", python: "def NAME_output(", go: "func NAMEOutput(" } as const;
const NAMES = {
  nodejs: ["getSymlink", "getSymlinks", "auditSymlinks"],
  python: ["get_symlink", "get_symlinks", "audit_symlinks"],
  // GetSymlink is how Go reads the resource of that name.
  go: ["LookupSymlink", "GetSymlinks", "AuditSymlinks"],
} as const;

describeOnEngine("the functions of a generated SDK", () => {
  it("take what resources give, wait for it, and keep what was asked with a secret", async () => {
    const { oss } = given;
    const stack = await givenStack({
      program: {
        runtime: "nodejs",
        files: { "index.ts": PROGRAM },
        packages: { "pulumi-oss-symlink-plugin": `../${SDK_FOLDER}` },
      },
      plugins: { "oss-symlink": builtPackage() },
      config: { "oss-symlink:endpoint": oss.endpoint, "oss-symlink:region": oss.region },
      env: { OSS_ACCESS_KEY_ID: oss.accessKeyId, OSS_ACCESS_KEY_SECRET: oss.accessKeySecret },
    });
    await installSdk(stack.program, "nodejs");
    await stack.preview([], { expectSuccess: true });
    const up = await stack.up([], { expectSuccess: true });
    expect(up.outputs).toMatchObject({
      target: "releases/1/app.tgz",
      owner: "me",
      targets: ["releases/1/app.tgz"],
      plain: 0,
    });
    expect(await stack.outputs()).toMatchObject({ errors: 0 });
    const [state] = (await stack.export()).deployment.resources ?? [];
    expect(JSON.stringify(state?.outputs?.errors)).toContain("ciphertext");
    await stack.preview(["--expect-no-changes"], { expectSuccess: true });
    await stack.destroy([], { expectSuccess: true });
  });

  it.each(["nodejs", "python", "go"] as const)("have a form for outputs in %s", async (language) => {
    const sdk = await generatedSdk(language);
    const files = readdirSync(sdk, { recursive: true }).map(String);
    const texts = files
      .filter((file) => /\.(ts|py|go)$/.test(file))
      .map((file) => readFileSync(join(sdk, file), "utf8"));
    const forms = NAMES[language].map((name) => FORMS[language].replace("NAME", name));
    expect(forms.filter((form) => !texts.some((text) => text.includes(form)))).toEqual([]);
  });
}, ["go"]);
