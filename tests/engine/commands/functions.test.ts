import { describeOnEngine } from "../harness";
import { BUCKET, type GivenLinks, givenLinks } from "../symlink/given-links";

jest.setTimeout(180_000);

let given: GivenLinks;
beforeAll(async () => {
  given = await givenLinks();
  const { client } = given;
  await client.putObject(BUCKET, "releases/1/app.tgz", "content");
  await client.putSymlink(BUCKET, "latest/app.tgz", { target: "releases/1/app.tgz", metadata: { owner: "me" } });
  await client.putSymlink(BUCKET, "latest/gone.tgz", { target: "releases/0/gone.tgz" });
});
afterAll(() => given?.close());

const DONE = { expectSuccess: true };
const of = (path: string) => `\${${path}}`;
const call = (name: string, rest: object) => ({
  "fn::invoke": { function: `oss-symlink:${name}`, arguments: { bucket: BUCKET, ...rest } },
});

describeOnEngine("functions of the plugin", () => {
  it("are answered to a program, and what was asked with a secret stays one", async () => {
    const { stack } = given;
    const variables = {
      one: call("getSymlink", { key: "latest/app.tgz" }),
      secret: call("getSymlink", { key: { "fn::secret": "latest/app.tgz" } }),
      all: call("getSymlinks", { prefix: "latest/" }),
      audit: call("auditSymlinks", { prefix: "latest/" }),
    };
    const outputs = {
      target: of("one.target"),
      owner: of("one.metadata.owner"),
      hidden: of("secret.target"),
      second: of("all.links[1].target"),
      problem: of("audit.problems[0].kind"),
      errors: of("audit.errors"),
    };
    stack.write({ "Main.yaml": JSON.stringify({ variables, outputs }) });
    await stack.up([], DONE);
    const [state] = (await stack.export()).deployment.resources ?? [];
    expect(state?.outputs).toMatchObject({
      target: "releases/1/app.tgz",
      owner: "me",
      second: "releases/0/gone.tgz",
      problem: "dangling",
      errors: 1,
    });
    expect(JSON.stringify(state?.outputs?.hidden)).toContain("ciphertext");
  });

  it("that are called wrongly fail the preview with every reason", async () => {
    const { stack } = given;
    const variables = { odd: call("getSymlinks", { bucket: "UPPER", limit: 0 }) };
    stack.write({ "Main.yaml": JSON.stringify({ variables, outputs: { x: of("odd.prefix") } }) });
    const { code, stderr, stdout, diagnostics } = await stack.preview();
    expect(code).not.toBe(0);
    const said = stdout + stderr + diagnostics.map(({ message }) => message).join("\n");
    expect(said).toContain("must be 3 to 63 lower-case letters");
    expect(said).toContain("must be a whole number from 1 to 1000000");
  });
});
