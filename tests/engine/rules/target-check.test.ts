import { describeOnEngine } from "../harness";
import { errorsOf, warningsOf } from "../symlink/given-links";
import { BUCKETS, type Buckets, type Deployer, givenBuckets, inEach } from "./given-buckets";

jest.setTimeout(240_000);

let buckets: Buckets;
let deployer: Deployer;
beforeAll(async () => {
  buckets = await givenBuckets();
  deployer = await buckets.deployer();
});
afterAll(() => buckets?.close());

const DONE = { expectSuccess: true };
const THREE = (target: string) => [target, target, target];
const looks = () => buckets.oss.requests().filter(({ operation }) => operation === "HeadObject").length;

/** Links to something that is missing, to a link, and to an archive, each looked at in its own way. */
function declare(targetCheck: string | undefined): void {
  const how = { ...(targetCheck !== undefined && { targetCheck }) };
  deployer.declare({
    ...inEach("missing", { key: "to missing", target: "missing", ...how }),
    ...inEach("chain", { key: "to link", target: "a link", ...how }),
    ...inEach("archive", { key: "to archive", target: "archived", storageClass: "IA", ...how }),
  });
}

describeOnEngine("a target that is no good", () => {
  beforeAll(async () => {
    for (const bucket of BUCKETS) {
      await buckets.foreign.putSymlink(bucket, "a link", { target: "missing" });
      await buckets.foreign.putObject(bucket, "archived", "old", { storageClass: "Archive" });
    }
  });

  it("is not looked at with targetCheck: off", async () => {
    declare("off");
    const before = looks();
    const preview = await deployer.stack.preview([], DONE);
    expect(warningsOf(preview).filter((text) => text.startsWith("the target"))).toEqual([]);
    expect(looks()).toBe(before);
  });

  it("is warned of in the preview, and written all the same, as nothing else is said", async () => {
    declare(undefined);
    const preview = await deployer.stack.preview([], DONE);
    const said = warningsOf(preview).filter((text) => text.startsWith("the target"));
    expect(said.sort()).toEqual(
      BUCKETS.flatMap((bucket) => [
        `the target "a link" of "${bucket}/to link" is a link itself, and one that leads nowhere, unless this deployment creates it`,
        `the target archived of "${bucket}/to archive" is archived and not restored, unless this deployment creates it`,
        `the target missing of "${bucket}/to missing" does not exist, unless this deployment creates it`,
      ]).sort(),
    );
    const before = looks();
    const up = await deployer.stack.up([], DONE);
    expect(warningsOf(up).filter((text) => text.startsWith("the target"))).toEqual([]);
    expect(looks()).toBe(before);
    expect(await buckets.everywhere("to missing")).toEqual(THREE("missing"));
    await deployer.stack.destroy([], DONE);
  });

  it("is not linked to with targetCheck: require, until it is good", async () => {
    declare("require");
    const preview = await deployer.stack.preview([], DONE);
    expect(warningsOf(preview).join()).toContain(
      "does not exist; the link will not be written, unless this deployment creates it",
    );
    const refused = await deployer.stack.up(["--continue-on-error"]);
    expect(refused.code).not.toBe(0);
    const flaws = ["does not exist", "is a link itself, and one that leads nowhere", "is archived and not restored"];
    for (const flaw of flaws) expect(errorsOf(refused).split(`${flaw}; put the object there first`)).toHaveLength(4);
    for (const key of ["to missing", "to link", "to archive"])
      expect(await buckets.everywhere(key)).toEqual(THREE("(nothing)"));

    for (const bucket of BUCKETS) {
      await buckets.foreign.putObject(bucket, "missing", "there now");
      await buckets.foreign.putObject(bucket, "a link", "no link any more");
      await buckets.foreign.putObject(bucket, "archived", "new");
    }
    await deployer.stack.up([], DONE);
    expect(await buckets.everywhere("to link")).toEqual(THREE("a link"));
    await buckets.foreign.deleteObject("plain", "missing");
    const refreshed = await deployer.stack.refresh([], DONE);
    expect(warningsOf(refreshed).filter((text) => text.startsWith("the target"))).toEqual([
      'the target missing of "plain/to missing" does not exist',
    ]);
    await deployer.stack.destroy([], DONE);
  });
});

describeOnEngine("a storage class that costs more than a link is worth", () => {
  it("is warned of once, in the preview already", async () => {
    deployer.declare(inEach("link", { key: "link", target: "archived", storageClass: "IA" }));
    const preview = await deployer.stack.preview([], DONE);
    expect(warningsOf(preview)).toEqual([
      "storage class IA bills every link for at least 64 KB; Standard bills its few bytes",
    ]);
  });
});
