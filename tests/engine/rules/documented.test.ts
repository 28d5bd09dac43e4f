import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { startEmulator } from "../../../emulator";
import { builtPackage } from "../../support/plugin/built";
import { describeOnEngine, givenStack } from "../harness";
import { linkOps } from "../symlink/given-links";
import { type Buckets, type Deployer, givenBuckets } from "./given-buckets";
import { expectShown, neverCompared } from "./shown-in-docs";

jest.setTimeout(240_000);

const DONE = { expectSuccess: true };
const ARTIFACTS = { bucket: "artifacts", target: "releases/1.4.2/app.tgz" };
const LATEST = { ...ARTIFACTS, key: "latest/app.tgz" };

let buckets: Buckets;
let deployer: Deployer;
beforeAll(async () => {
  buckets = await givenBuckets({ buckets: ["artifacts", { name: "archive", versioning: "Enabled" }] });
  deployer = await buckets.deployer();
  for (const release of ["1.4.2", "1.5.0"])
    await buckets.foreign.putObject("artifacts", `releases/${release}/app.tgz`, "x");
});
afterAll(() => buckets?.close());

describeOnEngine("docs/conflicts.md", () => {
  it("shows how a link is taken over", async () => {
    const heading = "Taking over a link";
    await buckets.foreign.putSymlink("artifacts", "stable", { target: ARTIFACTS.target, metadata: { owner: "ops" } });
    const stable = { bucket: "artifacts", key: "stable", target: "releases/1.5.0/app.tgz" };
    deployer.declare({ stable });
    const preview = await deployer.stack.preview();
    expect(preview.code).not.toBe(0);
    expectShown(heading, 0, preview);
    deployer.declare({ stable: { ...stable, onConflict: "adopt" } });
    expectShown(heading, 1, await deployer.stack.up([], DONE));
    expect(await buckets.at("artifacts", "stable")).toBe("releases/1.5.0/app.tgz");
  });

  it("shows how a resource is renamed", async () => {
    const heading = "Renaming a resource";
    deployer.declare({ latest: LATEST });
    await deployer.stack.up([], DONE);
    deployer.declare({ current: LATEST });
    expectShown(heading, 0, await deployer.stack.up([], DONE));
    deployer.declare({ newest: { ...LATEST, target: "releases/1.5.0/app.tgz" } });
    const refused = await deployer.stack.up();
    expect(refused.code).not.toBe(0);
    expect(await buckets.at("artifacts", LATEST.key)).toBe(LATEST.target);
    const renamed = await deployer.stack.up(["--refresh"], DONE);
    expectShown(heading, 1, renamed);
    expect(await buckets.at("artifacts", LATEST.key)).toBe("releases/1.5.0/app.tgz");
  });

  it("shows what two stacks that declare one link say", async () => {
    const heading = "Sharing a bucket between stacks";
    deployer.declare({ latest: LATEST });
    await deployer.stack.up(["--refresh"], DONE);
    const other = await buckets.deployer();
    other.declare({ latest: LATEST });
    expectShown(heading, 0, await other.stack.up([], DONE));
    expectShown(heading, 1, await deployer.stack.destroy([], DONE));
    expect(await buckets.at("artifacts", LATEST.key)).toBe(LATEST.target);
    await other.stack.destroy([], DONE);
    expect(await buckets.at("artifacts", LATEST.key)).toBe("(nothing)");
  });

  it("shows what a delete leaves behind", async () => {
    const heading = "What a delete leaves behind, and why";
    const { foreign } = buckets;
    await foreign.putVersioning("archive", "Suspended");
    await foreign.putObject("archive", "manual.pdf", "theirs");
    await foreign.putVersioning("archive", "Enabled");
    await foreign.deleteObject("archive", "manual.pdf");
    deployer.declare({
      manual: { bucket: "archive", key: "manual.pdf", target: "manuals/1.pdf" },
      notes: { bucket: "archive", key: "notes.txt", target: "notes/1.txt" },
    });
    await deployer.stack.up([], DONE);
    await foreign.putVersioning("archive", "Suspended");
    await foreign.putObject("archive", "notes.txt", "by hand");
    const down = await deployer.stack.destroy([], DONE);
    expectShown(heading, 0, down);
    expectShown(heading, 1, down);
    expect(await buckets.at("archive", "manual.pdf")).toBe("manuals/1.pdf");
    expect(await buckets.at("archive", "notes.txt")).toBe("(object)");
  });

  it("shows a first deployment of bucket, objects and links", async () => {
    const heading = "Bucket and links in one first deployment";
    const { endpoint, region, accessKeyId, accessKeySecret } = buckets.oss;
    const stack = await givenStack({
      program: { runtime: "nodejs", files: { "index.ts": BUCKET_AND_LINKS } },
      plugins: { "oss-symlink": builtPackage() },
      env: {
        OSS_ENDPOINT: endpoint,
        OSS_REGION: region,
        OSS_ACCESS_KEY_ID: accessKeyId,
        OSS_ACCESS_KEY_SECRET: accessKeySecret,
        CLIENT: path.join(builtPackage(), "dist/provider/oss"),
      },
    });
    const preview = await stack.preview([], DONE);
    expectShown(heading, 0, preview);
    expect(preview.diagnostics.filter(({ severity }) => severity === "warning" || severity === "error")).toEqual([]);
    await stack.up([], DONE);
    for (const key of ["latest/app.tgz", "named", "careful"]) expect(await buckets.at("site", key)).toBe("app.tgz");
    await stack.preview(["--expect-no-changes"], DONE);
    const down = await stack.destroy([], DONE);
    expect(linkOps(down)).toHaveLength(3);
    await expect(buckets.at("site", "named")).rejects.toThrow("NoSuchBucket");

    deployer.declare({
      latest: { ...LATEST, target: "releases/1.6.0/app.tgz" },
      careful: { ...LATEST, key: "careful", target: "releases/1.6.0/app.tgz", targetCheck: "require" },
    });
    expectShown(heading, 1, await deployer.stack.preview([], DONE));
    const refused = await deployer.stack.up(["--continue-on-error"]);
    expectShown(heading, 2, refused);
    expect(await buckets.at("artifacts", "careful")).toBe("(nothing)");
    deployer.declare({});
    await deployer.stack.up([], DONE);
  });

  it("shows what is said once credentials were rotated, and the way on", async () => {
    const heading = "Rotating credentials";
    const data = realpathSync(mkdtempSync(path.join(tmpdir(), "oss-symlink-rotation-")));
    let oss = await startEmulator({ data, buckets: ["artifacts"], accessKeyId: "old", accessKeySecret: "old-secret" });
    const port = Number(new URL(oss.endpoint).port);
    const stack = await givenStack({
      program: { runtime: "yaml", files: { "Main.yaml": LINK_PROGRAM } },
      plugins: { "oss-symlink": builtPackage() },
      config: { "oss-symlink:endpoint": oss.endpoint, "oss-symlink:region": oss.region },
    });
    const use = async (id: string) => {
      await stack.exec(["config", "set", "oss-symlink:accessKeyId", id], DONE);
      await stack.exec(["config", "set", "--secret", "oss-symlink:accessKeySecret", `${id}-secret`], DONE);
    };
    try {
      await use("old");
      await stack.up([], DONE);
      await oss.close();
      oss = await startEmulator({ data, port, accessKeyId: "new", accessKeySecret: "new-secret" });
      await use("new");
      const refused = await stack.refresh();
      expect(refused.code).not.toBe(0);
      expectShown(heading, 0, refused);
      expect(refused.stdout + refused.stderr).not.toContain("-secret");
      await stack.refresh(["--run-program"], DONE);
      await stack.up([], DONE);
      await stack.refresh(["--expect-no-changes"], DONE);
      expect(linkOps(await stack.destroy([], DONE))).toEqual(["delete latest"]);
    } finally {
      await oss.close();
      rmSync(data, { recursive: true, force: true });
    }
  });

  it("shows nothing that is not compared", () => {
    expect(neverCompared()).toEqual([]);
  });
});

const LINK_PROGRAM = JSON.stringify({
  resources: { latest: { type: "oss-symlink:Symlink", properties: LATEST } },
});

/** The bucket and the object come from another provider, as in real life; here from a few lines in the program. */
const BUCKET_AND_LINKS = `
import * as pulumi from "@pulumi/pulumi";

const client = () => require(process.env.CLIENT!).createClient({
    endpoint: process.env.OSS_ENDPOINT,
    region: process.env.OSS_REGION,
    credentials: { accessKeyId: process.env.OSS_ACCESS_KEY_ID, accessKeySecret: process.env.OSS_ACCESS_KEY_SECRET },
});

class Bucket extends pulumi.dynamic.Resource {
    constructor(name: string) {
        super({
            create: async () => {
                await client().putBucket(name);
                return { id: name };
            },
            delete: async () => {
                await client().deleteBucket(name);
            },
        }, name, {});
    }
}

class BucketObject extends pulumi.dynamic.Resource {
    constructor(name: string, bucket: pulumi.Output<string>) {
        super({
            create: async (inputs: any) => {
                await client().putObject(inputs.bucket, name, "content");
                return { id: name, outs: inputs };
            },
            delete: async (_id: string, outs: any) => {
                await client().deleteObject(outs.bucket, name);
            },
        }, name, { bucket });
    }
}

class Symlink extends pulumi.CustomResource {
    constructor(name: string, args: pulumi.Inputs, options?: pulumi.CustomResourceOptions) {
        super("oss-symlink:index:Symlink", name, args, options);
    }
}

const site = new Bucket("site");
const app = new BucketObject("app.tgz", site.id);
new Symlink("latest", { bucket: site.id, key: "latest/app.tgz", target: app.id });
new Symlink("named", { bucket: "site", key: "named", target: "app.tgz" }, { dependsOn: site });
new Symlink("careful", { bucket: "site", key: "careful", target: "app.tgz", targetCheck: "require" }, { dependsOn: app });
`;
