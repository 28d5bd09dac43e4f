import { type GivenPlugin, givenPlugin } from "../../support/plugin/given-plugin";

let given: GivenPlugin;
beforeEach(async () => {
  given = await givenPlugin();
});
afterEach(() => given.close());

const LINK = { bucket: "links", key: "latest/app.tgz", target: "releases/1.4.2/app.tgz" };

describe("a link", () => {
  it("goes up, changes and goes down", async () => {
    const { provider } = given;
    const { inputs, failures } = await provider.check(LINK);
    expect(failures).toEqual({});
    const created = await provider.create(inputs);
    expect(created.id).toBe("links/latest/app.tgz");
    expect(created.properties).toMatchObject({
      ...LINK,
      url: `${given.oss.endpoint}/links/latest/app.tgz`,
      versionIds: [],
    });
    const news = { ...LINK, target: "releases/1.4.3/app.tgz" };
    const update = { id: created.id, olds: created.properties, oldInputs: inputs, news };
    expect(await provider.diff(update)).toMatchObject({ changes: "some", detailed: { target: "UPDATE+" } });
    const updated = await provider.update(update);
    expect(updated.target).toBe("releases/1.4.3/app.tgz");
    const later = await given.connect(undefined, given.address, await given.engine.nextAddress());
    await later.delete(created.id, updated, news);
    expect(await later.read(created.id, news, updated)).toEqual({
      id: "",
      inputs: undefined,
      properties: undefined,
      readFirst: false,
    });
  });
});
