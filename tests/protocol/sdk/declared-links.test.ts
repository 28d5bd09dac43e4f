import * as pulumi from "@pulumi/pulumi";
import { AliasLayout, Symlink, type SymlinkArgs } from "../../../sdk";
import { DeclaredLinks } from "../../../sdk/declared-links";
import { givenProgram, resolved } from "./given-program";

const link = (key: string, target: string): SymlinkArgs => ({ bucket: "links", key, target });

const TWICE =
  'Symlink "again" has the same bucket and key as Symlink "latest"; a link is declared once: remove one of them, or give it another key';
const CHAIN =
  'Symlink "alias" points to a link: its target is the key of Symlink "latest", and OSS follows a link only once; point "alias" to where "latest" points';

describe("the links of a program", () => {
  test("are refused when two have one bucket and key", async () => {
    await givenProgram();
    new Symlink("latest", link("latest", "a"));
    expect(() => new Symlink("again", link("latest", "b"))).toThrow(TWICE);
  });

  test("are refused when one points to another, whichever was declared first", async () => {
    await givenProgram();
    new Symlink("latest", link("latest", "a"));
    expect(() => new Symlink("alias", link("alias", "latest"))).toThrow(CHAIN);
    await givenProgram();
    new Symlink("alias", link("alias", "latest"));
    expect(() => new Symlink("latest", link("latest", "a"))).toThrow(CHAIN);
  });

  test("may have the same key or target in different buckets", async () => {
    await givenProgram();
    new Symlink("latest", link("latest", "a"));
    expect(() => new Symlink("other", { bucket: "other", key: "latest", target: "a" })).not.toThrow();
    expect(() => new Symlink("alias", { bucket: "other", key: "alias", target: "latest" })).toThrow(/"other" points/);
    expect(() => new Symlink("same", link("second", "a"))).not.toThrow();
  });

  test("are those of one program: the next one starts afresh", async () => {
    await givenProgram();
    new Symlink("latest", link("latest", "a"));
    await givenProgram();
    expect(() => new Symlink("again", link("latest", "b"))).not.toThrow();
  });

  test("are told apart by URN: the same one twice is the engine's to refuse", async () => {
    await givenProgram();
    new Symlink("latest", link("latest", "a"));
    expect(() => new Symlink("latest", link("latest", "a"))).not.toThrow();
    const parent = new pulumi.ComponentResource("test:index:Parent", "parent");
    expect(() => new Symlink("latest", link("latest", "a"), { parent })).toThrow(/same bucket and key/);
  });

  test("are those of layouts, too", async () => {
    await givenProgram();
    new Symlink("single", link("latest/app.tgz", "a"));
    const layout = { bucket: "links", prefix: "latest/", links: { "app.tgz": "b" } };
    expect(() => new AliasLayout("layout", layout)).toThrow(
      /AliasLayout "layout" has the same bucket and key as Symlink "single"/,
    );
    await givenProgram();
    const good = new AliasLayout("layout", layout);
    await resolved(good.urn);
    expect(() => new Symlink("alias", link("alias", "latest/app.tgz"))).toThrow(
      /Symlink "alias" points to a link: its target is the key of AliasLayout "layout"/,
    );
  });

  test("say nothing of values, which may be secrets", () => {
    const links = new DeclaredLinks();
    const owner = (name: string) => ({ kind: "Symlink" as const, name, parent: undefined });
    links.add({ owner: owner("latest"), bucket: "b", key: "hidden-key", target: "hidden-target" });
    const again = { owner: owner("again"), bucket: "b", key: "hidden-key", target: "x" };
    expect(() => links.add(again)).toThrow(expect.objectContaining({ message: expect.not.stringContaining("hidden") }));
  });
});
