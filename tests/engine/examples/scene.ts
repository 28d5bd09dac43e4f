import { request } from "undici";
import { type Emulator, startEmulator } from "../../../emulator";
import { createClient } from "../../../provider/oss";
import type { Example } from "./table";

const HOME_REGION = "cn-hangzhou";

/** The buckets that an example needs, each with the objects that its links are to give. */
export interface Scene {
  /** Where the buckets of a region are served. */
  readonly endpoints: ReadonlyMap<string, string>;
  readonly env: Readonly<Record<string, string>>;
  /** What anybody gets who knows the address: the object behind the link. */
  readonly download: (bucketAndKey: string) => Promise<string>;
  /** `bucket/key` of all there is, in order. */
  readonly keys: () => Promise<string[]>;
  readonly close: () => Promise<void>;
}

export async function openScene({ links, regions = {} }: Pick<Example, "links" | "regions">): Promise<Scene> {
  const regionOf = (bucket: string) => regions[bucket] ?? HOME_REGION;
  const buckets = [...new Set(Object.keys(links).map((name) => split(name).bucket))];
  const servers = new Map<string, Emulator>();
  for (const region of new Set(buckets.map(regionOf))) {
    const own = buckets.filter((bucket) => regionOf(bucket) === region);
    servers.set(region, await startEmulator({ region, buckets: own.map((name) => ({ name, acl: "public-read" })) }));
  }
  const serverOf = (bucket: string) => servers.get(regionOf(bucket)) as Emulator;
  for (const [link, target] of Object.entries(links))
    await upload(serverOf(split(link).bucket), split(link).bucket, target);
  const home = servers.get(HOME_REGION) as Emulator;
  return {
    endpoints: new Map([...servers].map(([region, { endpoint }]) => [region, endpoint])),
    env: {
      OSS_ENDPOINT: home.endpoint,
      OSS_REGION: home.region,
      OSS_ACCESS_KEY_ID: home.accessKeyId,
      OSS_ACCESS_KEY_SECRET: home.accessKeySecret,
    },
    download: (name) => download(`${serverOf(split(name).bucket).endpoint}/${name}`),
    keys: async () => (await Promise.all(buckets.map((bucket) => keysOf(serverOf(bucket), bucket)))).flat().sort(),
    close: async () => {
      for (const server of servers.values()) await server.close();
    },
  };
}

function split(name: string): { bucket: string; key: string } {
  const at = name.indexOf("/");
  return { bucket: name.slice(0, at), key: name.slice(at + 1) };
}

function clientOf({ endpoint, region, accessKeyId, accessKeySecret }: Emulator) {
  return createClient({ endpoint, region, credentials: { accessKeyId, accessKeySecret } });
}

/** An object that holds its own key. */
async function upload(server: Emulator, bucket: string, key: string): Promise<void> {
  const client = clientOf(server);
  await client.putObject(bucket, key, key);
  client.close();
}

async function keysOf(server: Emulator, bucket: string): Promise<string[]> {
  const client = clientOf(server);
  const keys: string[] = [];
  for await (const { key } of client.listObjects(bucket)) keys.push(`${bucket}/${key}`);
  client.close();
  return keys;
}

async function download(url: string): Promise<string> {
  const { statusCode, body } = await request(url);
  const text = await body.text();
  return statusCode === 200 ? text : `HTTP ${statusCode}`;
}
