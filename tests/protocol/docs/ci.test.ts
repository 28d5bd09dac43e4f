import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { blockUnder, ROOT, textOf } from "../../support/docs/markdown";

const PAGE = "docs/how-to/ci.md";

/** The script of a step of the workflow that the page shows. */
function stepOf(workflow: string, name: string): string {
  const lines = workflow.split(`- name: ${name}\n`)[1]?.split("\n") ?? [];
  const rest = lines.slice(1);
  const end = rest.findIndex((line) => line !== "" && !line.startsWith(" ".repeat(10)));
  return rest
    .slice(0, end < 0 ? undefined : end)
    .map((line) => line.slice(10))
    .join("\n");
}

describe(PAGE, () => {
  const workflow = blockUnder(PAGE, "GitHub Actions", "yaml");

  test("writes the token where the provider looks for it", async () => {
    const asked: string[] = [];
    const issuer = createServer(({ url, headers }, response) => {
      asked.push(`${headers.authorization} ${url}`);
      response.end(JSON.stringify({ value: "the-token" }));
    }).listen(0, "127.0.0.1");
    await once(issuer, "listening");
    const folder = mkdtempSync(join(tmpdir(), "oss-symlink-ci-"));
    try {
      const { port } = issuer.address() as AddressInfo;
      const file = join(folder, "token");
      await promisify(execFile)("sh", ["-e", "-c", stepOf(workflow, "Get a token")], {
        env: {
          PATH: process.env.PATH,
          ACTIONS_ID_TOKEN_REQUEST_TOKEN: "of-the-job",
          ACTIONS_ID_TOKEN_REQUEST_URL: `http://127.0.0.1:${port}/token?api-version=2`,
          ALIBABA_CLOUD_OIDC_TOKEN_FILE: file,
        },
      });
      expect(asked).toEqual(["Bearer of-the-job /token?api-version=2&audience=sts.aliyuncs.com"]);
      expect(readFileSync(file, "utf8").trim()).toBe("the-token");
    } finally {
      issuer.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test("sets the variables that the provider reads, and no others", () => {
    const source = ["provider/oss/credentials/official.ts", "provider/oss/credentials/environment.ts"]
      .map((file) => readFileSync(join(ROOT, file), "utf8"))
      .join("");
    const set = [...workflow.matchAll(/^ {2}([A-Z_]+):/gm)].map(([, name = ""]) => name);
    const listed = [...textOf(PAGE).matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, name = ""]) => name);
    expect(set.sort()).toEqual(listed.sort());
    expect(set.filter((name) => !source.includes(`"${name}"`))).toEqual([]);
  });

  test("deploys by the command's own flags", () => {
    expect(stepOf(workflow, "Deploy").trim().split("\n")).toEqual([
      "npm ci",
      "pulumi install",
      "pulumi up --yes --refresh --stack prod",
    ]);
  });
});
