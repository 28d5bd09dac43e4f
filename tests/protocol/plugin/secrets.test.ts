import { createClient } from "../../../provider/oss";
import { containsSecret, isSecret, type PropertyMap, Secret } from "../../../provider/protocol/values";
import { type GivenPlugin, givenPlugin } from "../../support/plugin/given-plugin";
import { LAYOUT_TYPE, TYPE } from "../../support/plugin/provider-client";

let given: GivenPlugin;
beforeEach(async () => {
  given = await givenPlugin();
});
afterEach(() => given.close());

const LINK: PropertyMap = {
  bucket: "links",
  key: "latest",
  target: new Secret("hidden-target"),
  metadata: { owner: new Secret("hidden-owner"), team: "plain" },
  tags: new Secret({ stage: "hidden-stage" }),
  cacheControl: new Secret("max-age=12345"),
};

const urnOf = (type: string, name: string) => `urn:pulumi:dev::test::${type}::${name}`;

/** Every text outside of a secret. */
function clearTexts(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null || isSecret(value as never)) return [];
  return Object.values(value).flatMap(clearTexts);
}

function expectHidden(properties: PropertyMap | undefined): void {
  expect(properties).toBeDefined();
  const clear = clearTexts(properties).join("\n");
  expect(clear).not.toMatch(/hidden|12345/);
  for (const name of ["target", "metadata", "tags", "cacheControl"])
    expect(containsSecret(properties?.[name])).toBe(true);
}

describe("what came in as a secret", () => {
  it("goes out as one from every call, a map with one inside as a secret map", async () => {
    const { provider } = given;
    const { inputs } = await provider.check(LINK);
    expectHidden(inputs);
    const preview = await provider.create(inputs, { preview: true });
    expectHidden(preview.properties);
    const { id, properties } = await provider.create(inputs);
    expectHidden(properties);
    expect(properties.metadata).toEqual(new Secret({ owner: "hidden-owner", team: "plain" }));

    const read = await provider.read(id, inputs, properties);
    expectHidden(read.inputs);
    expectHidden(read.properties);

    const news = { ...LINK, contentType: "text/html" };
    const olds = { id, olds: properties, oldInputs: inputs, news };
    expectHidden(await provider.update({ ...olds, preview: true }));
    expectHidden(await provider.update(olds));
  });

  it("goes out as one from a read that finds something else", async () => {
    const { provider, oss } = given;
    const { id, properties } = await provider.create(LINK);
    const other = await given.connect();
    const plain = {
      bucket: "links",
      key: "latest",
      target: "hidden-2",
      metadata: { extra: "hidden-3" },
      tags: { x: "hidden-4" },
      cacheControl: "hidden-5",
    };
    await other.update({ id, olds: properties, oldInputs: LINK, news: plain });
    expect(oss.requests().map(({ operation }) => operation)).toContain("PutSymlink");
    const read = await provider.read(id, LINK, properties);
    expectHidden(read.inputs);
    expectHidden(read.properties);
    expect(read.inputs?.target).toEqual(new Secret("hidden-2"));
    expect(read.inputs?.metadata).toEqual({ extra: new Secret("hidden-3") });
  });

  it("is not in the words of a failure or a warning", async () => {
    const { provider, engine } = given;
    await provider.create({ bucket: "links", key: "latest", target: "hidden-target" });
    const failure = await provider.create({ ...LINK, acl: "private" }).catch((error: Error) => error.message);
    expect(failure).toContain("links/latest is a link to [secret]");
    await expect(provider.check({ ...LINK, acl: new Secret("hidden-acl") })).resolves.toMatchObject({
      failures: { "": expect.stringMatching(/^acl must be one of/) },
    });
    expect(JSON.stringify(engine.log)).not.toContain("hidden");
  });

  it.each(['a "quoted" hidden', "a back\\slash hidden", "a\thidden"])(
    "is not in them either where they have to quote it: %j",
    async (target) => {
      const { provider, engine } = given;
      const link = { bucket: "links", key: "latest", target: new Secret(target) };
      await provider.create(link);
      const other = await given.connect();
      await expect(other.create({ ...link, acl: "private" })).rejects.toThrow('is a link to "[secret]"');
      await other.create({ ...link, key: "other" }, { preview: true });
      const warnings = engine.log.map(({ message }) => message);
      expect(warnings).toContainEqual(expect.stringContaining('the target "[secret]" of links/other does not exist'));
      expect(JSON.stringify(warnings)).not.toContain("hidden");
    },
  );

  it("covers where another link leads that is found in place of one with a secret target", async () => {
    const { provider, engine, oss } = given;
    const { endpoint, region, accessKeyId, accessKeySecret } = oss;
    const client = createClient({ endpoint, region, credentials: { accessKeyId, accessKeySecret } });
    const foreign = (target: string) => client.putSymlink("links", "latest", { target });
    await foreign("hidden-2");
    const ofLayout = { bucket: "links", prefix: "", links: new Secret({ latest: "hidden-3" }) };
    await expect(provider.create(LINK)).rejects.toThrow("links/latest is a link to [secret]");
    const taken = { ...LINK, onConflict: "adopt" };
    const { id, properties } = await provider.create(taken);
    await foreign("hidden-4");
    const read = await provider.read(id, taken, properties);
    const news = { ...taken, contentType: "text/html" };
    const updated = await provider.update({ id, olds: read.properties ?? {}, oldInputs: taken, news });
    await foreign("hidden-5");
    await provider.delete(id, updated, news);
    await expect(provider.create(ofLayout, { urn: urnOf(LAYOUT_TYPE, "all") })).rejects.toThrow(
      "is a link to [secret]",
    );
    const warnings = engine.log.map(({ message }) => message);
    expect(warnings).toContainEqual(
      expect.stringMatching(/is a link to \[secret\].*; it is taken over, dropped of it: target \[secret\]/),
    );
    expect(warnings).toContainEqual(expect.stringMatching(/is a link to \[secret\].*; it is overwritten, /));
    expect(warnings).toContainEqual(expect.stringMatching(/^left alone, .* is a link to \[secret\]/));
    expect(JSON.stringify(warnings)).not.toContain("hidden");
    await client.close();
  });

  it("covers it for another resource, too, once its state was shown", async () => {
    const { provider, oss } = given;
    const { endpoint, region, accessKeyId, accessKeySecret } = oss;
    const client = createClient({ endpoint, region, credentials: { accessKeyId, accessKeySecret } });
    const { id, properties } = await provider.create(LINK, { urn: urnOf(TYPE, "old") });
    await client.putSymlink("links", "latest", { target: "hidden-2" });
    await provider.read(id, LINK, properties, urnOf(TYPE, "old"));
    const news = { bucket: "links", key: "latest", target: "open" };
    await expect(provider.create(news, { urn: urnOf(TYPE, "new") })).rejects.toThrow("is a link to [secret]");
    const layout = { bucket: "links", prefix: "", links: { latest: "open" } };
    await expect(provider.create(layout, { urn: urnOf(LAYOUT_TYPE, "all") })).rejects.toThrow("is a link to [secret]");
    await client.close();
  });

  it("covers it in another's state as well, where that is read for a link of the same name", async () => {
    const { provider } = given;
    const open = { bucket: "links", key: "latest", target: "open" };
    const old = await provider.create(open, { urn: urnOf(TYPE, "old") });
    await provider.read(old.id, open, old.properties, urnOf(TYPE, "old"));
    const { id, properties } = await provider.create(LINK, { urn: urnOf(TYPE, "new") });
    // The deployment ended before it came to delete the old resource.
    const next = await given.connect();
    await next.read(id, LINK, properties, urnOf(TYPE, "new"));
    const read = await next.read(old.id, open, old.properties, urnOf(TYPE, "old"));
    expect(read.properties?.target).toEqual(LINK.target);
    expect(read.inputs?.target).toEqual(LINK.target);
  });

  it("is not told by where a link points to, whichever was declared first", async () => {
    const link = (key: string, target: string) => ({ ...LINK, key, target: new Secret(target) });
    const failures = async (name: string, news: PropertyMap, type = TYPE) =>
      (await given.provider.check(news, {}, urnOf(type, name))).failures;
    expect(await failures("one", link("a", "b"))).toEqual({});
    expect(await failures("two", link("b", "object"))).toEqual({
      key: expect.stringMatching(/^is what another link points to; /),
    });
    expect(await failures("three", link("c", "a"))).toEqual({
      "": expect.stringMatching(/^target is a link itself; /),
    });
    const layout = { bucket: "links", prefix: "p/", links: new Secret({ a: "p/b", b: "object" }) };
    expect(await failures("four", layout, LAYOUT_TYPE)).toEqual({
      'links["a"]': expect.stringMatching(/^points to a link itself; /),
    });
  });

  it("is in no property that a failure names, of which the engine prints the value", async () => {
    // The engine has no path for that entry.
    const metadata = { "odd\\": new Secret("hidden-owner") };
    const { failures } = await given.provider.check({ ...LINK, metadata });
    expect(failures).toEqual({ "": expect.stringMatching(/^metadata /) });
  });
});
