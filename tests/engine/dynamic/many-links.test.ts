import { describeOnEngine } from "../harness";
import { DONE, type GivenProject, givenProject, linkOps, said } from "./given-project";

jest.setTimeout(600_000);

const COUNT = 50;

let given: GivenProject;
beforeAll(async () => {
  given = await givenProject();
});
afterAll(() => given?.close());

const FIFTY = `for (let n = 0; n < ${COUNT}; n++) {
  new Symlink(\`link-\${n}\`, { bucket, key: \`latest/\${n}\`, target: \`releases/\${n}\` });
}`;

describeOnEngine("fifty links at once on a provider that has just started", () => {
  test("are all configured, created, read and removed", async () => {
    const { stack, program, oss, puts, targetOf } = given;
    program(FIFTY);
    await stack.up(["--parallel", `${COUNT}`], DONE);
    expect(puts()).toBe(COUNT);
    const keys = Array.from({ length: COUNT }, (_, n) => `${n}`);
    const targets = await Promise.all(keys.map((n) => targetOf(`latest/${n}`)));
    expect(targets).toEqual(keys.map((n) => `releases/${n}`));
    await stack.preview(["--refresh", "--expect-no-changes"], DONE);
    await stack.destroy(["--parallel", `${COUNT}`], DONE);
    const deleted = oss.requests().filter(({ operation }) => operation === "DeleteObject");
    expect(new Set(deleted.map(({ key }) => key)).size).toBe(COUNT);
    expect(await Promise.all(keys.map((n) => targetOf(`latest/${n}`)))).toEqual(keys.map(() => undefined));
  });

  test("all fail in the same words where nothing is configured", async () => {
    const { stack, program, oss } = given;
    program(FIFTY);
    const before = oss.requests().length;
    const failed = await stack.up(["--continue-on-error"], { env: { OSS_ENDPOINT: "", OSS_REGION: "" } });
    expect(failed.code).not.toBe(0);
    expect(linkOps(failed)).toHaveLength(COUNT);
    const errors = failed.diagnostics.filter(({ severity, urn }) => severity === "error" && urn?.includes("Symlink"));
    expect(errors).toHaveLength(COUNT);
    for (const { message } of errors) {
      expect(message).toContain("pulumi config set oss-symlink:region VALUE sets the region of the buckets");
    }
    expect(said(failed)).not.toContain("    at ");
    expect(oss.requests()).toHaveLength(before);
    await stack.destroy([], DONE);
  });
});
