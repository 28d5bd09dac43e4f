import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describeOnEngine } from "../harness";
import { differing, type GivenLayouts, givenLayouts } from "./given-layouts";

jest.setTimeout(120_000);

let given: GivenLayouts;
beforeEach(async () => {
  given = await givenLayouts();
});
afterEach(() => given?.close());

const PAGE = readFileSync(join(__dirname, "../../../docs/layouts.md"), "utf8");

describeOnEngine("the layout of docs/layouts.md", () => {
  it("goes up as the page shows it, and moves by one property", async () => {
    const { stack, foreign } = given;
    const [, program = ""] = /```yaml\n([\s\S]+?)```/.exec(PAGE) ?? [];
    await foreign.putBucket("artifacts");
    expect(program).toContain("AliasLayout");
    stack.write({ "Main.yaml": program });
    await stack.up([], { expectSuccess: true });
    const targetOf = async (key: string) => (await foreign.getSymlink("artifacts", key)).target;
    expect(await targetOf("latest/app.tgz")).toBe("releases/1.4.2/app.tgz");
    stack.write({ "Main.yaml": program.replace("releases/1.4.2/", "releases/1.4.3/") });
    expect(differing(await stack.up([], { expectSuccess: true }))).toEqual(["targetPrefix"]);
    expect(await targetOf("latest/docs/index.html")).toBe("releases/1.4.3/docs/index.html");
  });
});
