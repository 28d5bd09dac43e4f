import type { Case } from "../stage";

/** What a link is, and what is seen through it (wire-facts §3, §4, §5). */
export const LINK_CASES: readonly Case[] = [
  {
    title: "a link shows the target it was put with",
    needs: [],
    async run({ client, bucket }) {
      const at = await bucket();
      const put = await client.call("putSymlink", { bucket: at, key: "link-to-oss.jpg", target: "oss.jpg" });
      const link = await client.call("getSymlink", { bucket: at, key: "link-to-oss.jpg" });
      expect(link.target).toBe("oss.jpg");
      expect(unquoted(link.etag)).toMatch(/^[0-9A-F]{32}$/);
      expect(link.versionId).toBeUndefined();
      expect(put.versionId).toBeUndefined();
    },
  },
  {
    title: "a link keeps its metadata and content type",
    needs: ["metadata on a link", "content type on a link"],
    async run({ client, bucket, can }) {
      const at = await bucket();
      const metadata = { owner: "release", build: "1.4.2" };
      await client.call("putSymlink", { bucket: at, key: "l", target: "t", metadata, contentType: "text/x-link" });
      const link = await client.call("getSymlink", { bucket: at, key: "l" });
      expect(link.metadata).toMatchObject(metadata);
      if (can("content type of a link")) expect(link.contentType).toBe("text/x-link");
    },
  },
  {
    title: "metadata of a link carries UTF-8",
    needs: ["metadata on a link", "metadata outside ASCII"],
    async run({ client, bucket }) {
      const at = await bucket();
      await client.call("putSymlink", { bucket: at, key: "l", target: "t", metadata: { note: "発行 🚀 ü" } });
      expect((await client.call("getSymlink", { bucket: at, key: "l" })).metadata).toMatchObject({ note: "発行 🚀 ü" });
    },
  },
  {
    title: "GET through a link gives the target's content",
    needs: ["getObject"],
    async run({ client, bucket }) {
      const at = await bucket();
      await client.call("putObject", { bucket: at, key: "releases/1", body: "content of 1" });
      await client.call("putSymlink", { bucket: at, key: "latest", target: "releases/1" });
      expect((await client.call("getObject", { bucket: at, key: "latest" })).body).toBe("content of 1");
    },
  },
  {
    title: "HEAD of a link shows the target's length and ETag, and says that it is a link",
    needs: ["headObject"],
    async run({ client, bucket }) {
      const at = await bucket();
      await client.call("putObject", { bucket: at, key: "t", body: "0123456789" });
      await client.call("putSymlink", { bucket: at, key: "l", target: "t" });
      const target = await client.call("headObject", { bucket: at, key: "t" });
      const link = await client.call("headObject", { bucket: at, key: "l" });
      expect(link.contentLength).toBe(10);
      expect(unquoted(link.etag)).toBe("781E5E245D69B566979B86E28D23F2C7");
      expect(unquoted(target.etag)).toBe(unquoted(link.etag));
      expect([target.objectType, link.objectType]).toEqual(["Normal", "Symlink"]);
    },
  },
  {
    title: "through a link its own metadata shows, not the target's",
    needs: ["headObject", "getObject", "metadata on a link"],
    async run({ client, bucket, can }) {
      const at = await bucket();
      await client.call("putObject", { bucket: at, key: "t", body: "x", metadata: { of: "target", seen: "no" } });
      await client.call("putSymlink", { bucket: at, key: "l", target: "t", metadata: { of: "link" } });
      expect((await client.call("headObject", { bucket: at, key: "t" })).metadata).toMatchObject({ seen: "no" });
      const looks = [await client.call("headObject", { bucket: at, key: "l" })];
      if (can("headers of GET")) looks.push(await client.call("getObject", { bucket: at, key: "l" }));
      for (const { metadata } of looks) {
        expect(metadata).toMatchObject({ of: "link" });
        expect(metadata).not.toHaveProperty("seen");
      }
    },
  },
  {
    title: "a range is a range of the target's content",
    needs: ["getObject", "range"],
    async run({ client, bucket }) {
      const at = await bucket();
      await client.call("putObject", { bucket: at, key: "t", body: "0123456789" });
      await client.call("putSymlink", { bucket: at, key: "l", target: "t" });
      expect((await client.call("getObject", { bucket: at, key: "l", range: [2, 5] })).body).toBe("2345");
    },
  },
  {
    title: "a condition is judged by the target's ETag",
    needs: ["getObject", "condition on GET"],
    async run({ client, bucket }) {
      const at = await bucket();
      const { etag = "" } = await client.call("putObject", { bucket: at, key: "t", body: "0123456789" });
      await client.call("putSymlink", { bucket: at, key: "l", target: "t" });
      const again = client.call("getObject", { bucket: at, key: "l", ifNoneMatch: etag });
      await expect(again).rejects.toThrow(/304|not ?modified/i);
      const other = await client.call("getObject", { bucket: at, key: "l", ifNoneMatch: '"0123"' });
      expect(other.body).toBe("0123456789");
    },
  },
  {
    title: "a dangling link can be put and shown, but not read through",
    needs: ["getObject"],
    async run({ client, bucket, can, refused }) {
      const at = await bucket();
      await client.call("putSymlink", { bucket: at, key: "l", target: "missing" });
      expect((await client.call("getSymlink", { bucket: at, key: "l" })).target).toBe("missing");
      const expected = { status: 404, code: "SymlinkTargetNotExist", ec: "0026-00000012" };
      await refused(client.call("getObject", { bucket: at, key: "l" }), expected);
      if (can("code of a 404 on HEAD")) await refused(client.call("headObject", { bucket: at, key: "l" }), expected);
    },
  },
  {
    title: "GetObjectMeta answers about the link itself, also when it dangles",
    needs: ["objectMeta"],
    async run({ client, bucket }) {
      const at = await bucket();
      await client.call("putSymlink", { bucket: at, key: "l", target: "missing" });
      const link = await client.call("getSymlink", { bucket: at, key: "l" });
      expect(unquoted((await client.call("objectMeta", { bucket: at, key: "l" })).etag)).toBe(unquoted(link.etag));
    },
  },
  {
    title: "a link to a link can be put, but not read through",
    needs: ["getObject"],
    async run({ client, bucket, can, refused }) {
      const at = await bucket();
      await client.call("putObject", { bucket: at, key: "t", body: "content" });
      await client.call("putSymlink", { bucket: at, key: "one", target: "t" });
      await client.call("putSymlink", { bucket: at, key: "two", target: "one" });
      expect((await client.call("getSymlink", { bucket: at, key: "two" })).target).toBe("one");
      const expected = { status: 400, code: "InvalidTargetType" };
      await refused(client.call("getObject", { bucket: at, key: "two" }), expected);
      if (can("headObject")) await refused(client.call("headObject", { bucket: at, key: "two" }), expected);
    },
  },
  {
    title: "a link to itself can be put, but not read through",
    needs: ["getObject"],
    async run({ client, bucket, refused }) {
      const at = await bucket();
      await client.call("putSymlink", { bucket: at, key: "self", target: "self" });
      expect((await client.call("getSymlink", { bucket: at, key: "self" })).target).toBe("self");
      const attempt = client.call("getObject", { bucket: at, key: "self" });
      await refused(attempt, { status: 400, code: "InvalidTargetType" });
    },
  },
  {
    title: "a link to an archived object is not read through until that is restored",
    needs: ["getObject", "restoreObject"],
    async run({ client, bucket, refused }) {
      const at = await bucket();
      await client.call("putObject", { bucket: at, key: "t", body: "cold", storageClass: "Archive" });
      await client.call("putSymlink", { bucket: at, key: "l", target: "t" });
      const frozen = { status: 403, code: "InvalidObjectState" };
      await refused(client.call("getObject", { bucket: at, key: "l" }), frozen);
      await client.call("restoreObject", { bucket: at, key: "t" });
      expect((await client.call("getObject", { bucket: at, key: "l" })).body).toBe("cold");
    },
  },
  {
    title: "GetSymlink tells objects, missing keys and missing buckets apart",
    needs: [],
    async run({ client, bucket, refused }) {
      const at = await bucket();
      await client.call("putObject", { bucket: at, key: "object", body: "x" });
      const object = client.call("getSymlink", { bucket: at, key: "object" });
      await refused(object, { status: 400, code: "NotSymlink", ec: "0043-00000101" });
      const missing = client.call("getSymlink", { bucket: at, key: "missing" });
      await refused(missing, { status: 404, code: "NoSuchKey", ec: "0026-00000001" });
    },
  },
  {
    title: "a missing bucket is told, in reading and in writing",
    needs: ["requests on a missing bucket"],
    async run({ client, refused }) {
      const expected = { status: 404, code: "NoSuchBucket", ec: "0015-00000101" };
      await refused(client.call("getSymlink", { bucket: "no-such-bucket", key: "l" }), expected);
      await refused(client.call("putSymlink", { bucket: "no-such-bucket", key: "l", target: "t" }), expected);
    },
  },
  {
    title: "a link replaces an object, an object replaces a link",
    needs: ["getObject"],
    async run({ client, bucket, refused }) {
      const at = await bucket();
      await client.call("putObject", { bucket: at, key: "name", body: "object" });
      await client.call("putSymlink", { bucket: at, key: "name", target: "other" });
      expect((await client.call("getSymlink", { bucket: at, key: "name" })).target).toBe("other");
      await client.call("putObject", { bucket: at, key: "name", body: "object again" });
      await refused(client.call("getSymlink", { bucket: at, key: "name" }), { status: 400, code: "NotSymlink" });
      expect((await client.call("getObject", { bucket: at, key: "name" })).body).toBe("object again");
    },
  },
  {
    title: "putting a link again replaces all of it and gives another ETag",
    needs: ["metadata on a link"],
    async run({ client, bucket }) {
      const at = await bucket();
      await client.call("putSymlink", { bucket: at, key: "l", target: "t", metadata: { a: "1" } });
      const first = await client.call("getSymlink", { bucket: at, key: "l" });
      await client.call("putSymlink", { bucket: at, key: "l", target: "t", metadata: { b: "2" } });
      const second = await client.call("getSymlink", { bucket: at, key: "l" });
      expect(second.metadata).toMatchObject({ b: "2" });
      expect(second.metadata).not.toHaveProperty("a");
      expect(second.etag).not.toBe(first.etag);
    },
  },
  {
    title: "deleting a link leaves its target, deleting nothing succeeds",
    needs: ["getObject"],
    async run({ client, bucket, can, refused }) {
      const at = await bucket();
      await client.call("putObject", { bucket: at, key: "t", body: "still here" });
      await client.call("putSymlink", { bucket: at, key: "l", target: "t" });
      await client.call("deleteObject", { bucket: at, key: "l" });
      await refused(client.call("getSymlink", { bucket: at, key: "l" }), { status: 404, code: "NoSuchKey" });
      expect((await client.call("getObject", { bucket: at, key: "t" })).body).toBe("still here");
      if (can("deletion of nothing")) await client.call("deleteObject", { bucket: at, key: "l" });
    },
  },
  {
    title: "a copy of a link is a link",
    needs: ["copyObject"],
    async run({ client, bucket }) {
      const at = await bucket();
      await client.call("putObject", { bucket: at, key: "t", body: "x" });
      await client.call("putSymlink", { bucket: at, key: "a link +", target: "t" });
      await client.call("copyObject", { bucket: at, sourceKey: "a link +", key: "copy" });
      expect((await client.call("getSymlink", { bucket: at, key: "copy" })).target).toBe("t");
    },
  },
  {
    title: "forbid-overwrite on a link is refused where the bucket never had versioning, and keeps what is there",
    needs: ["forbid-overwrite on a link"],
    async run({ client, bucket, refused }) {
      const at = await bucket();
      await client.call("putSymlink", { bucket: at, key: "l", target: "first", forbidOverwrite: true });
      const second = client.call("putSymlink", { bucket: at, key: "l", target: "second", forbidOverwrite: true });
      await refused(second, { status: 409, code: "FileAlreadyExists" });
      expect((await client.call("getSymlink", { bucket: at, key: "l" })).target).toBe("first");
    },
  },
  {
    title: "forbid-overwrite on an object keeps a link of its name",
    needs: ["forbid-overwrite on an object"],
    async run({ client, bucket, refused }) {
      const at = await bucket();
      await client.call("putSymlink", { bucket: at, key: "name", target: "t" });
      const object = client.call("putObject", { bucket: at, key: "name", body: "x", forbidOverwrite: true });
      await refused(object, { status: 409, code: "FileAlreadyExists" });
      expect((await client.call("getSymlink", { bucket: at, key: "name" })).target).toBe("t");
    },
  },
  ...(["Enabled", "Suspended"] as const).map(
    (state): Case => ({
      title: `forbid-overwrite on a link has no effect where versioning is ${state}`,
      needs: ["forbid-overwrite on a link"],
      async run({ client, bucket }) {
        const at = await bucket(state);
        await client.call("putSymlink", { bucket: at, key: "l", target: "first", forbidOverwrite: true });
        await client.call("putSymlink", { bucket: at, key: "l", target: "second", forbidOverwrite: true });
        expect((await client.call("getSymlink", { bucket: at, key: "l" })).target).toBe("second");
      },
    }),
  ),
];

/** Some clients hand out an ETag with its quotes, some without. */
function unquoted(etag: string | undefined): string | undefined {
  return etag?.replace(/^"|"$/g, "");
}
