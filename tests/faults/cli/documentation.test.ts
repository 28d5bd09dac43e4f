/** The commands that the pages on audit and doctor begin with. */

import { type GivenCommand, givenCommand, type Said } from "../../support/cli/given-command";
import { blockUnder } from "../../support/docs/markdown";

jest.setTimeout(120_000);

let given: GivenCommand;
beforeAll(async () => {
  given = await givenCommand();
  await given.client.putObject("links", "releases/1/app.tgz", "content");
  await given.client.putSymlink("links", "latest/app.tgz", { target: "releases/1/app.tgz" });
  await given.client.putSymlink("links", "latest/gone.tgz", { target: "releases/0/gone.tgz" });
});
afterAll(() => given?.close());

/** As it is shown, but for the bucket's name. */
async function shown(page: string, heading: string): Promise<Said> {
  const [program, ...args] = blockUnder(page, heading, "sh").trim().replace("downloads/", "links/").split(" ");
  expect(program).toBe("oss-symlink");
  return given.run(args);
}

test("the page on the audit begins with a command that finds the link that leads nowhere", async () => {
  const said = await shown("docs/audit.md", "What is wrong with the links of a bucket?");
  expect(said).toMatchObject({ status: 4, err: "" });
  expect(said.out).toContain("error     dangling        latest/gone.tgz -> releases/0/gone.tgz\n");
  expect(said.out).toContain("2 links below links/latest/");
});

test("the page on the doctor begins with a command that finds all well, and only reads", async () => {
  const before = given.oss.requests().length;
  const said = await shown("docs/doctor.md", "Why do I not get in?");
  expect(said).toMatchObject({ status: 0, err: "" });
  expect(said.out).toMatch(/^ok +endpoint /m);
  const operations = given.oss
    .requests()
    .slice(before)
    .map(({ operation }) => operation);
  expect(operations).toContain("GetSymlink");
  expect(operations.filter((name) => /Put|Delete|Post/.test(name ?? ""))).toEqual([]);
});
