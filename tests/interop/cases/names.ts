import type { OssClient } from "../client";
import { NAME_SETS } from "../names";
import type { Page } from "../protocol";
import type { Case, Stage } from "../stage";

/** Any name the service allows, as key and as target, in every place a name goes (wire-facts §1.2, §3.3, §7, §13). */
export const NAME_CASES: readonly Case[] = NAME_SETS.flatMap(
  ({ kind, names, needs, needsInObjects, needsInXml }): Case[] => [
    {
      title: `objects with ${kind} are read through links`,
      needs: [...needs, ...needsInObjects, "getObject"],
      async run({ client, bucket }) {
        const at = await bucket();
        const seen = new Map<string, readonly [string, string]>();
        for (const [index, name] of names.entries()) {
          await client.call("putObject", { bucket: at, key: name, body: `content of ${index}` });
          await client.call("putSymlink", { bucket: at, key: `link-${index}`, target: name });
          const { target } = await client.call("getSymlink", { bucket: at, key: `link-${index}` });
          const { body } = await client.call("getObject", { bucket: at, key: `link-${index}` });
          seen.set(name, [target, body]);
        }
        expect(seen).toEqual(new Map(names.map((name, index) => [name, [name, `content of ${index}`]])));
      },
    },
    {
      title: `links with ${kind} are listed, and deleted together`,
      needs,
      async run(stage) {
        const { client, bucket, can } = stage;
        const at = await bucket("Enabled");
        for (const key of names) await client.call("putSymlink", { bucket: at, key, target: "t" });
        for (const listed of await everyListing(stage, at)) expect(listed).toEqual(inByteOrder(names));
        if (!["deleteObjects" as const, ...needsInXml].every(can)) return;
        await client.call("deleteObjects", { bucket: at, objects: names.map((key) => ({ key })) });
        expect((await everyListing(stage, at)).flat()).toEqual([]);
        const { markers } = await client.call("listVersions", { bucket: at });
        expect(markers.map((marker) => marker.key)).toEqual(inByteOrder(names));
      },
    },
    {
      title: `a copy keeps ${kind}`,
      needs: [...needs, ...needsInObjects, "copyObject"],
      async run({ client, bucket }) {
        const at = await bucket();
        const seen: string[] = [];
        for (const name of names) {
          await client.call("putObject", { bucket: at, key: name, body: "x" });
          await client.call("copyObject", { bucket: at, sourceKey: name, key: "copy" });
          seen.push((await client.call("getObject", { bucket: at, key: "copy" })).body);
        }
        expect(seen).toEqual(names.map(() => "x"));
      },
    },
  ],
);

async function everyListing({ client, can }: Pick<Stage, "client" | "can">, bucket: string): Promise<string[][]> {
  const first = keysOf(
    await client.call("listObjects", { bucket, ...(can("pages of a listing") ? { maxKeys: 1000 } : {}) }),
  );
  const second = can("listObjectsV2") ? keysOf(await secondListing(client, bucket)) : first;
  return [first, second];
}

function secondListing(client: OssClient, bucket: string): Promise<Page> {
  return client.call("listObjectsV2", { bucket, maxKeys: 1000 });
}

function keysOf({ entries }: Page): string[] {
  return entries.map((entry) => entry.key);
}

export function inByteOrder(names: readonly string[]): string[] {
  return [...names].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}
