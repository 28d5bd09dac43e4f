import { type Case, putVersion } from "../stage";

/** Tags and ACLs belong to the link, not to what it points at (wire-facts §8). */
export const FACET_CASES: readonly Case[] = [
  {
    title: "tags of a link and tags of its target are two things",
    needs: ["putTags", "getTags", "deleteTags"],
    async run({ client, bucket }) {
      const at = await bucket();
      await client.call("putObject", { bucket: at, key: "t", body: "x" });
      await client.call("putSymlink", { bucket: at, key: "l", target: "t" });
      await client.call("putTags", { bucket: at, key: "t", tags: { of: "target", two: "2" } });
      expect((await client.call("getTags", { bucket: at, key: "l" })).tags).toEqual({});
      await client.call("putTags", { bucket: at, key: "l", tags: { of: "link" } });
      expect((await client.call("getTags", { bucket: at, key: "l" })).tags).toEqual({ of: "link" });
      await client.call("deleteTags", { bucket: at, key: "l" });
      expect((await client.call("getTags", { bucket: at, key: "l" })).tags).toEqual({});
      expect((await client.call("getTags", { bucket: at, key: "t" })).tags).toEqual({ of: "target", two: "2" });
    },
  },
  {
    title: "a link takes its tags with the request that puts it, and loses them with the next",
    needs: ["getTags", "tags in the request that puts a link"],
    async run({ client, bucket, can }) {
      const at = await bucket();
      const tags = { team: "a b", "k+:/": ":+:", ...(can("tag without a value") ? { empty: "" } : {}) };
      await client.call("putSymlink", { bucket: at, key: "l", target: "t", tags });
      expect((await client.call("getTags", { bucket: at, key: "l" })).tags).toEqual(tags);
      await client.call("putSymlink", { bucket: at, key: "l", target: "t" });
      expect((await client.call("getTags", { bucket: at, key: "l" })).tags).toEqual({});
    },
  },
  {
    title: "tags belong to one version of a link and make no new one",
    needs: ["putTags", "getTags", "listVersions"],
    async run({ client, bucket }) {
      const at = await bucket("Enabled");
      const versionId = await putVersion(client, { bucket: at, key: "l", target: "one" });
      await client.call("putSymlink", { bucket: at, key: "l", target: "two" });
      await client.call("putTags", { bucket: at, key: "l", versionId, tags: { version: "one" } });
      expect((await client.call("getTags", { bucket: at, key: "l", versionId })).tags).toEqual({ version: "one" });
      expect((await client.call("getTags", { bucket: at, key: "l" })).tags).toEqual({});
      expect((await client.call("listVersions", { bucket: at })).versions).toHaveLength(2);
    },
  },
  {
    title: "the ACL of a link is its own, and default reads back as default",
    needs: ["putAcl", "getAcl"],
    async run({ client, bucket }) {
      const at = await bucket();
      await client.call("putObject", { bucket: at, key: "t", body: "x" });
      await client.call("putAcl", { bucket: at, key: "t", acl: "private" });
      await client.call("putSymlink", { bucket: at, key: "l", target: "t" });
      expect((await client.call("getAcl", { bucket: at, key: "l" })).acl).toBe("default");
      await client.call("putAcl", { bucket: at, key: "l", acl: "public-read" });
      expect((await client.call("getAcl", { bucket: at, key: "l" })).acl).toBe("public-read");
      expect((await client.call("getAcl", { bucket: at, key: "t" })).acl).toBe("private");
    },
  },
  {
    title: "a link takes its ACL with the request that puts it, and is back to default with the next",
    needs: ["getAcl", "ACL in the request that puts a link"],
    async run({ client, bucket }) {
      const at = await bucket();
      await client.call("putObject", { bucket: at, key: "t", body: "x" });
      await client.call("putSymlink", { bucket: at, key: "l", target: "t", acl: "public-read-write" });
      expect((await client.call("getAcl", { bucket: at, key: "l" })).acl).toBe("public-read-write");
      await client.call("putSymlink", { bucket: at, key: "l", target: "t" });
      expect((await client.call("getAcl", { bucket: at, key: "l" })).acl).toBe("default");
    },
  },
  {
    title: "the listing tells the storage class of a link",
    needs: ["storage class of a link", "listObjectsV2"],
    async run({ client, bucket }) {
      const at = await bucket();
      await client.call("putSymlink", { bucket: at, key: "l", target: "t", storageClass: "IA" });
      const { entries } = await client.call("listObjectsV2", { bucket: at });
      expect(entries).toMatchObject([{ key: "l", type: "Symlink", storageClass: "IA" }]);
    },
  },
];
