import { readFileSync, symlinkSync } from "node:fs";
import path from "node:path";
import { startEmulator } from "../../emulator";
import { describeOnEngine, givenStack } from "./harness";

jest.setTimeout(120_000);

const root = path.join(__dirname, "../..");
const readme = readFileSync(path.join(root, "README.md"), "utf8");

function blocks(language: string): string[] {
  return [...readme.matchAll(new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\`$`, "gm"))].map(
    (match) => match[1] ?? "",
  );
}

describe("README.md", () => {
  test("names only commands that exist; the demo and the tests are run as such", () => {
    expect(blocks("sh").map((block) => block.trim())).toEqual(["npm run demo", "npm test"]);
    const { scripts } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(["demo", "test"]));
  });

  test("has no snippet that is not run", () => {
    const languages = [...readme.matchAll(/^```(\w*)\n[\s\S]*?^```$/gm)].map((match) => match[1]);
    expect(languages).toEqual(["sh", "yaml", "text", "sh"]);
  });
});

describeOnEngine("the example of README.md", () => {
  test("previews the flip word for word as shown", async () => {
    const [program = ""] = blocks("yaml");
    const [shown = ""] = blocks("text");
    const oss = await startEmulator({ buckets: [{ name: "downloads" }] });
    const stack = await givenStack({
      program: { runtime: "yaml", files: { "Pulumi.yaml": program } },
      env: {
        OSS_ENDPOINT: oss.endpoint,
        OSS_REGION: oss.region,
        OSS_ACCESS_KEY_ID: oss.accessKeyId,
        OSS_ACCESS_KEY_SECRET: oss.accessKeySecret,
      },
    });
    // The example finds the plugin in a clone beside the project.
    symlinkSync(root, path.join(stack.program, "../pulumi-oss-symlink"));
    try {
      await stack.up([], { expectSuccess: true });
      const [, command = ""] = readme.match(/`pulumi (config set release [^`]+)`/) ?? [];
      await stack.exec(command.split(" "), { expectSuccess: true });
      const preview = await stack.preview(["--diff"], { expectSuccess: true });
      const lines = (text: string) =>
        text
          .split("\n")
          .map((line) => line.trimEnd())
          .filter((line) => line !== "");
      expect(lines(preview.stdout).join("\n")).toContain(lines(shown).join("\n"));
      await stack.destroy([], { expectSuccess: true });
    } finally {
      stack.close();
      await oss.close();
    }
  });
});
