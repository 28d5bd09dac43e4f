import { BUCKET_STATES, type Case, deleteToMarker, putVersion } from "../stage";

/** Versions, markers and the literal id `null` (wire-facts §4, §6, §12). */
export const VERSION_CASES: readonly Case[] = [
  {
    title: "a bucket tells its versioning state, which a client can change",
    needs: ["getVersioning", "putVersioning"],
    async run({ client, bucket }) {
      const at = await bucket();
      const states: (string | undefined)[] = [];
      states.push((await client.call("getVersioning", { bucket: at })).status);
      for (const status of ["Enabled", "Suspended"] as const) {
        await client.call("putVersioning", { bucket: at, status });
        states.push((await client.call("getVersioning", { bucket: at })).status);
      }
      expect(states.map((state) => state ?? "none")).toEqual(["none", "Enabled", "Suspended"]);
    },
  },
  {
    title: "every put of a link makes a version, which stays readable by its id",
    needs: ["link by version id", "listVersions"],
    async run({ client, bucket }) {
      const at = await bucket("Enabled");
      const first = await putVersion(client, { bucket: at, key: "l", target: "one" });
      const second = await putVersion(client, { bucket: at, key: "l", target: "two" });
      expect(first).toHaveLength(64);
      expect(second).not.toBe(first);
      const current = await client.call("getSymlink", { bucket: at, key: "l" });
      expect(current).toMatchObject({ target: "two", versionId: second });
      const old = await client.call("getSymlink", { bucket: at, key: "l", versionId: first });
      expect(old).toMatchObject({ target: "one", versionId: first });
    },
  },
  {
    title: "GET by a link's version reads the current version of that version's target",
    needs: ["getObject", "listVersions"],
    async run({ client, bucket, can }) {
      const at = await bucket("Enabled");
      await client.call("putObject", { bucket: at, key: "t", body: "old" });
      const versionId = await putVersion(client, { bucket: at, key: "l", target: "t" });
      await client.call("putObject", { bucket: at, key: "t", body: "new" });
      await client.call("putSymlink", { bucket: at, key: "l", target: "missing" });
      const read = await client.call("getObject", { bucket: at, key: "l", versionId });
      expect(read.body).toBe("new");
      if (can("headers of GET")) expect(read.versionId).toBe(versionId);
    },
  },
  {
    title: "a deletion puts a marker over the link; without the marker the link is back",
    needs: ["listVersions"],
    async run({ client, bucket, can, refused }) {
      const at = await bucket("Enabled");
      await client.call("putSymlink", { bucket: at, key: "l", target: "t" });
      const marker = await deleteToMarker(client, { bucket: at, key: "l" });
      expect(marker).toHaveLength(64);
      await refused(client.call("getSymlink", { bucket: at, key: "l" }), { status: 404, code: "NoSuchKey" });
      if (can("link by version id")) {
        const byId = client.call("getSymlink", { bucket: at, key: "l", versionId: marker });
        await refused(byId, { status: 405, code: "MethodNotAllowed", ec: "0017-00000002" });
      }
      const undone = await client.call("deleteObject", { bucket: at, key: "l", versionId: marker });
      if (can("answer to a deletion")) expect(undone).toMatchObject({ versionId: marker, deleteMarker: true });
      expect((await client.call("getSymlink", { bucket: at, key: "l" })).target).toBe("t");
    },
  },
  {
    title: "each deletion adds a marker",
    needs: ["listVersions", "a marker over a marker"],
    async run({ client, bucket }) {
      const at = await bucket("Enabled");
      await client.call("putSymlink", { bucket: at, key: "l", target: "t" });
      await client.call("deleteObject", { bucket: at, key: "l" });
      await client.call("deleteObject", { bucket: at, key: "l" });
      const { versions, markers } = await client.call("listVersions", { bucket: at });
      expect([versions.length, markers.length]).toEqual([1, 2]);
    },
  },
  {
    title: "a version deleted by its id is gone for good, the next newest shows",
    needs: ["listVersions"],
    async run({ client, bucket, can, refused }) {
      const at = await bucket("Enabled");
      await client.call("putSymlink", { bucket: at, key: "l", target: "one" });
      const versionId = await putVersion(client, { bucket: at, key: "l", target: "two" });
      await client.call("deleteObject", { bucket: at, key: "l", versionId });
      expect((await client.call("getSymlink", { bucket: at, key: "l" })).target).toBe("one");
      if (!can("link by version id")) return;
      const gone = client.call("getSymlink", { bucket: at, key: "l", versionId });
      await refused(gone, { status: 404, code: "NoSuchVersion" });
    },
  },
  {
    title: "where versioning is Suspended, a put replaces the null version and nothing else",
    needs: ["putVersioning", "listVersions"],
    async run({ client, bucket, can }) {
      const at = await bucket("Enabled");
      const kept = await putVersion(client, { bucket: at, key: "l", target: "kept" });
      await client.call("putVersioning", { bucket: at, status: "Suspended" });
      for (const target of ["first", "second"]) {
        expect(await putVersion(client, { bucket: at, key: "l", target })).toBe("null");
      }
      const { versions } = await client.call("listVersions", { bucket: at });
      expect(versions.map((version) => version.versionId)).toEqual(["null", kept]);
      const link = await client.call("getSymlink", { bucket: at, key: "l" });
      expect(link).toMatchObject({ target: "second", versionId: "null" });
      if (!can("link by version id")) return;
      const old = await client.call("getSymlink", { bucket: at, key: "l", versionId: kept });
      expect(old).toMatchObject({ target: "kept", versionId: kept });
    },
  },
  {
    title: "where versioning is Suspended, a deletion leaves a marker null in place of the null version",
    needs: ["listVersions"],
    async run({ client, bucket, can, refused }) {
      const at = await bucket("Suspended");
      await client.call("putSymlink", { bucket: at, key: "l", target: "t" });
      expect(await deleteToMarker(client, { bucket: at, key: "l" })).toBe("null");
      const { versions, markers } = await client.call("listVersions", { bucket: at });
      expect(versions).toEqual([]);
      expect(markers.map(({ key, versionId }) => [key, versionId])).toEqual([["l", "null"]]);
      await refused(client.call("getSymlink", { bucket: at, key: "l" }), { status: 404, code: "NoSuchKey" });
      if (!can("deletion of nothing")) return;
      expect(await deleteToMarker(client, { bucket: at, key: "never there" })).toBe("null");
    },
  },
  {
    title: "a link from before versioning has the id null",
    needs: ["putVersioning", "link by version id"],
    async run({ client, bucket }) {
      const at = await bucket();
      await client.call("putSymlink", { bucket: at, key: "l", target: "old" });
      await client.call("putVersioning", { bucket: at, status: "Enabled" });
      expect((await client.call("getSymlink", { bucket: at, key: "l" })).versionId).toBe("null");
      await client.call("putSymlink", { bucket: at, key: "l", target: "new" });
      const old = await client.call("getSymlink", { bucket: at, key: "l", versionId: "null" });
      expect(old).toMatchObject({ target: "old", versionId: "null" });
    },
  },
  {
    title: "a link whose target has a marker on top dangles",
    needs: ["getObject"],
    async run({ client, bucket, refused }) {
      const at = await bucket("Enabled");
      await client.call("putObject", { bucket: at, key: "t", body: "x" });
      await client.call("putSymlink", { bucket: at, key: "l", target: "t" });
      await client.call("deleteObject", { bucket: at, key: "t" });
      const read = client.call("getObject", { bucket: at, key: "l" });
      await refused(read, { status: 404, code: "SymlinkTargetNotExist" });
    },
  },
  ...BUCKET_STATES.map(
    (state): Case => ({
      title: `multi-delete takes links and leaves targets where the bucket is ${state}`,
      needs: ["deleteObjects", "getObject"],
      async run({ client, bucket, can, refused }) {
        const at = await bucket(state);
        const keys = ["a", "b", "c & d", "日本"];
        await client.call("putObject", { bucket: at, key: "t", body: "still here" });
        for (const key of keys) await client.call("putSymlink", { bucket: at, key, target: "t" });
        const { deleted } = await client.call("deleteObjects", { bucket: at, objects: keys.map((key) => ({ key })) });
        expect(deleted.map((entry) => entry.key).sort()).toEqual([...keys].sort());
        if (can("answer to a deletion")) {
          const id = { "never versioned": undefined, Enabled: expect.stringMatching(/^.{64}$/), Suspended: "null" }[
            state
          ];
          for (const entry of deleted) expect(entry.deleteMarkerVersionId || undefined).toEqual(id);
        }
        for (const key of keys) {
          await refused(client.call("getSymlink", { bucket: at, key }), { status: 404, code: "NoSuchKey" });
        }
        expect((await client.call("getObject", { bucket: at, key: "t" })).body).toBe("still here");
      },
    }),
  ),
  {
    title: "multi-delete by id takes versions and markers for good",
    needs: ["deleteObjects", "listVersions"],
    async run({ client, bucket }) {
      const at = await bucket("Enabled");
      await client.call("putSymlink", { bucket: at, key: "l", target: "one" });
      await client.call("putSymlink", { bucket: at, key: "l", target: "two" });
      await client.call("deleteObject", { bucket: at, key: "l" });
      const { versions, markers } = await client.call("listVersions", { bucket: at });
      const all = [...versions, ...markers].map(({ key, versionId }) => ({ key, versionId }));
      expect(all).toHaveLength(3);
      const { deleted } = await client.call("deleteObjects", { bucket: at, objects: all });
      expect(deleted.map((entry) => entry.versionId).sort()).toEqual(all.map((entry) => entry.versionId).sort());
      const left = await client.call("listVersions", { bucket: at });
      expect([...left.versions, ...left.markers]).toEqual([]);
    },
  },
  {
    title: "a quiet multi-delete that went well says nothing",
    needs: ["deleteObjects", "quiet multi-delete"],
    async run({ client, bucket, refused }) {
      const at = await bucket();
      await client.call("putSymlink", { bucket: at, key: "l", target: "t" });
      const result = await client.call("deleteObjects", { bucket: at, objects: [{ key: "l" }], quiet: true });
      expect(result.deleted ?? []).toEqual([]);
      await refused(client.call("getSymlink", { bucket: at, key: "l" }), { status: 404, code: "NoSuchKey" });
    },
  },
];
