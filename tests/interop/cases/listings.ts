import type { OssClient } from "../client";
import type { VersionEntry } from "../protocol";
import type { Case } from "../stage";

/** Listings of objects (both versions), of versions, of buckets (wire-facts §7). */
export const LISTING_CASES: readonly Case[] = [
  {
    title: "buckets are made, listed and removed, but not while they hold a link",
    needs: ["createBucket", "deleteBucket", "listBuckets"],
    async run({ client, refused }) {
      const name = `made-by-client-${process.pid}-${Date.now()}`;
      await client.call("createBucket", { bucket: name });
      expect((await client.call("listBuckets", {})).buckets).toContain(name);
      await client.call("putSymlink", { bucket: name, key: "l", target: "t" });
      await refused(client.call("deleteBucket", { bucket: name }), { status: 409, code: "BucketNotEmpty" });
      await client.call("deleteObject", { bucket: name, key: "l" });
      await client.call("deleteBucket", { bucket: name });
      expect((await client.call("listBuckets", {})).buckets).not.toContain(name);
    },
  },
  {
    title: "listings tell links from objects, with the link's own ETag",
    needs: ["listObjects", "type in a listing"],
    async run({ client, bucket, can }) {
      const at = await bucket();
      await client.call("putObject", { bucket: at, key: "object", body: "x" });
      await client.call("putSymlink", { bucket: at, key: "link", target: "object" });
      const { etag = "" } = await client.call("getSymlink", { bucket: at, key: "link" });
      const first = await client.call("listObjects", { bucket: at });
      const second = can("listObjectsV2") ? await client.call("listObjectsV2", { bucket: at }) : first;
      for (const { entries } of [first, second]) {
        expect(entries.map(({ key, type }) => [key, type])).toEqual([
          ["link", "Symlink"],
          ["object", "Normal"],
        ]);
        expect(entries[0]?.etag).toContain(etag.replaceAll('"', ""));
      }
    },
  },
  {
    title: "prefix and delimiter select and fold",
    needs: ["listObjects"],
    async run({ client, bucket, can }) {
      const at = await bucket();
      for (const key of ["a/1", "a/2", "a/sub/3", "b/1", "top"]) {
        await client.call("putSymlink", { bucket: at, key, target: "t" });
      }
      const query = { bucket: at, prefix: "a/", delimiter: "/" };
      const first = await client.call("listObjects", query);
      const second = can("listObjectsV2") ? await client.call("listObjectsV2", query) : first;
      for (const { entries, prefixes } of [first, second]) {
        expect(entries.map((entry) => entry.key)).toEqual(["a/1", "a/2"]);
        expect(prefixes).toEqual(["a/sub/"]);
      }
    },
  },
  {
    title: "the first listing pages one by one, in byte order of UTF-8",
    needs: ["listObjects", "pages of a listing"],
    async run({ client, bucket, can }) {
      const at = await bucket();
      const keys = can("blank at the edge of a query value") ? ORDERED : ORDERED.filter((key) => key !== " ");
      for (const key of [...keys].reverse()) await client.call("putSymlink", { bucket: at, key, target: "t" });
      const seen: string[] = [];
      for (let marker: string | undefined; ; ) {
        const page = await client.call("listObjects", { bucket: at, maxKeys: 1, ...(marker ? { marker } : {}) });
        expect(page.entries).toHaveLength(1);
        seen.push(...page.entries.map((entry) => entry.key));
        if (!page.truncated) break;
        marker = page.nextMarker;
        expect(marker).toBeTruthy();
      }
      expect(seen).toEqual(keys);
    },
  },
  {
    title: "the second listing pages one by one, and starts after any name",
    needs: ["listObjectsV2"],
    async run({ client, bucket }) {
      const at = await bucket();
      for (const key of ORDERED) await client.call("putSymlink", { bucket: at, key, target: "t" });
      const seen: string[] = [];
      for (let token: string | undefined; ; ) {
        const next = token ? { continuationToken: token } : {};
        const page = await client.call("listObjectsV2", { bucket: at, maxKeys: 1, ...next });
        expect(page.entries).toHaveLength(1);
        seen.push(...page.entries.map((entry) => entry.key));
        if (!page.truncated) break;
        token = page.nextContinuationToken;
        expect(token).toBeTruthy();
      }
      expect(seen).toEqual(ORDERED);
      const rest = await client.call("listObjectsV2", { bucket: at, startAfter: "b&c" });
      expect(rest.entries.map((entry) => entry.key)).toEqual(ORDERED.slice(ORDERED.indexOf("b&c") + 1));
    },
  },
  {
    title: "versions and markers page one by one, keys ascending and newest first",
    needs: ["listVersions", "pages of a listing"],
    async run({ client, bucket, can }) {
      const at = await bucket("Enabled");
      for (const key of ["b", "a"]) {
        await client.call("putSymlink", { bucket: at, key, target: "one" });
        await client.call("putSymlink", { bucket: at, key, target: "two" });
        await client.call("deleteObject", { bucket: at, key });
      }
      const seen = await everyVersion(client, at);
      expect(seen.map(({ key, kind }) => `${key} ${kind}`)).toEqual([
        "a marker",
        "a version",
        "a version",
        "b marker",
        "b version",
        "b version",
      ]);
      if (can("latest in a listing of versions")) {
        expect(seen.map((entry) => entry.latest)).toEqual([true, false, false, true, false, false]);
      }
      if (can("type in a listing of versions")) {
        const types = seen.filter(({ kind }) => kind === "version").map((entry) => entry.type);
        expect(new Set(types)).toEqual(new Set(["Symlink"]));
      }
    },
  },
];

/** In byte order of UTF-8; by UTF-16 the last two would change places. */
const ORDERED: readonly string[] = [" ", "+", "B", "a b", "a/b", "b&c", "é", "\uff01", "🚀"];

async function everyVersion(
  client: OssClient,
  bucket: string,
): Promise<readonly (VersionEntry & { kind: "version" | "marker" })[]> {
  const seen: (VersionEntry & { kind: "version" | "marker" })[] = [];
  let after: { keyMarker?: string; versionIdMarker?: string } = {};
  for (;;) {
    const page = await client.call("listVersions", { bucket, maxKeys: 1, ...after });
    seen.push(...page.versions.map((entry) => ({ ...entry, kind: "version" as const })));
    seen.push(...page.markers.map((entry) => ({ ...entry, kind: "marker" as const })));
    if (!page.truncated || seen.length > 100) return seen;
    const { nextKeyMarker = "", nextVersionIdMarker = "" } = page;
    after = { keyMarker: nextKeyMarker, versionIdMarker: nextVersionIdMarker };
  }
}
