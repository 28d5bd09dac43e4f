import * as pulumi from "@pulumi/pulumi";
import { Symlink, type SymlinkArgs } from "../../../sdk";
import { PROVIDER_CODE } from "../../../sdk/provider-code";
import { givenProgram, resolved } from "./given-program";

const LATEST: SymlinkArgs = { bucket: "links", key: "latest", target: "releases/1" };

describe("a user's program on mocks", () => {
  test("sees a link's own properties and outputs", async () => {
    await givenProgram();
    const link = new Symlink("latest", { ...LATEST, metadata: { owner: "me" } });
    expect(await resolved(link.id)).toBe("links/latest");
    expect(await resolved(link.target)).toBe("releases/1");
    expect(await resolved(link.metadata)).toEqual({ owner: "me" });
    expect(await resolved(link.url)).toBe("http://127.0.0.1/links/latest");
    expect(await resolved(link.versionIds)).toEqual([]);
    expect(await resolved(link.versionId)).toBeUndefined();
    expect(await resolved(link.contentType)).toBeUndefined();
  });

  test("registers what was declared and the provider's address, and nothing else", async () => {
    const registered = await givenProgram();
    const link = new Symlink("latest", { ...LATEST, acl: undefined, metadata: { owner: "me" } });
    await resolved(link.urn);
    expect(registered).toEqual([
      {
        name: "latest",
        type: "pulumi-nodejs:dynamic/oss-symlink:Symlink",
        id: "",
        inputs: { ...LATEST, metadata: { owner: "me" }, __provider: PROVIDER_CODE },
      },
    ]);
  });

  test("passes on what it does not know, so that the mistake is explained", async () => {
    const registered = await givenProgram();
    const link = new Symlink("latest", { ...LATEST, metdata: {} } as SymlinkArgs);
    await resolved(link.urn);
    expect(registered[0]?.inputs).toHaveProperty("metdata");
  });

  test("gets a link by its ID, of which it declares nothing", async () => {
    const registered = await givenProgram();
    const declared = new Symlink("declared", LATEST);
    const got = Symlink.get("got", "links/latest");
    await Promise.all([resolved(declared.urn), resolved(got.urn)]);
    expect(await resolved(got.target)).toBeUndefined();
    expect(registered.find(({ name }) => name === "got")).toMatchObject({
      id: "links/latest",
      inputs: { __provider: PROVIDER_CODE },
    });
  });

  test("recognises links of any copy of the package", async () => {
    await givenProgram();
    expect(Symlink.isInstance(new Symlink("latest", LATEST))).toBe(true);
    expect(Symlink.isInstance({ __pulumiType: "pulumi-nodejs:dynamic/oss-symlink:Symlink" })).toBe(true);
    for (const other of [undefined, null, 1, {}]) expect(Symlink.isInstance(other)).toBe(false);
  });
});

describe("a secret", () => {
  const cases: [string, Partial<SymlinkArgs>, string][] = [
    ["property", { target: pulumi.secret("hidden") }, "target"],
    ["entry of a map", { metadata: { open: "x", owner: pulumi.secret("hidden") } }, "metadata"],
    ["promise of a map with one inside", { tags: Promise.resolve({ stage: pulumi.secret("hidden") }) }, "tags"],
    ["result computed from one", { target: pulumi.interpolate`releases/${pulumi.secret("hidden")}` }, "target"],
  ];

  test.each(cases)("%s makes the whole property secret and is named to the host", async (_, args, name) => {
    const registered = await givenProgram();
    const link = new Symlink("latest", { ...LATEST, cacheControl: pulumi.output("no-cache"), ...args });
    await resolved(link.urn);
    const inputs = registered[0]?.inputs ?? {};
    expect(inputs[name]).toHaveProperty("secret");
    expect(inputs.__secrets).toEqual([name]);
    expect(inputs.cacheControl).toBe("no-cache");
  });
});
