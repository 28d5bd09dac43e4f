import { describeOnEngine } from "../harness";
import { differing, type GivenLayouts, givenLayouts, manyLinks } from "./given-layouts";

jest.setTimeout(600_000);

let given: GivenLayouts;
beforeEach(async () => {
  given = await givenLayouts();
});
afterEach(() => given?.close());

const DONE = { expectSuccess: true };

describeOnEngine("10,000 links", () => {
  it("go up, stay, move and go down as one resource", async () => {
    const { stack, declare, at, remains, oss } = given;
    const links = manyLinks(10_000);
    declare({ targetPrefix: "releases/1/", links });
    await stack.up([], DONE);
    expect(await remains()).toHaveLength(10_000);
    const sent = oss.requests().length;
    await stack.up(["--expect-no-changes"], DONE);
    expect(oss.requests()).toHaveLength(sent);

    declare({ targetPrefix: "releases/1/", links: { ...links, "file-00007": "changed" } });
    const preview = await stack.preview(["--diff"], DONE);
    expect(differing(preview)).toEqual(['links["file-00007"]']);
    expect(preview.stdout).not.toContain("file-00008");

    declare({ targetPrefix: "releases/2/", links });
    await stack.up([], DONE);
    expect(await at("latest/file-09999")).toBe("releases/2/file-09999");
    await stack.destroy([], DONE);
    expect(await remains()).toEqual([]);
  });
});
