import { TEMPORARY, virtualHosted } from "../connections";
import { plainRequest } from "../plain-http";
import type { Case } from "../stage";

const HOUR = 3_600_000;

/** Who may do what, and how a request proves it (wire-facts §8.3, §9.4, §10, §11). */
export const ACCESS_CASES: readonly Case[] = [
  {
    title: "a wrong secret is told as SignatureDoesNotMatch",
    needs: [],
    async run({ connect, own, bucket, refused }) {
      const at = await bucket();
      const forger = await connect({ ...own, accessKeySecret: "wrong" });
      const expected = { status: 403, code: "SignatureDoesNotMatch", ec: "0002-00000201" };
      await refused(forger.call("putSymlink", { bucket: at, key: "l", target: "t" }), expected);
      await refused(forger.call("getSymlink", { bucket: at, key: "l" }), expected);
    },
  },
  {
    title: "an unknown key id is told as InvalidAccessKeyId",
    needs: [],
    async run({ connect, own, bucket, refused }) {
      const at = await bucket();
      const stranger = await connect({ ...own, accessKeyId: "nobody" });
      const attempt = stranger.call("getSymlink", { bucket: at, key: "l" });
      await refused(attempt, { status: 403, code: "InvalidAccessKeyId", ec: "0002-00000902" });
    },
  },
  {
    title: "a signature for another region is told",
    needs: ["another region"],
    async run({ connect, own, bucket, refused }) {
      const at = await bucket();
      const elsewhere = await connect({ ...own, region: "us-west-1" });
      const attempt = elsewhere.call("getSymlink", { bucket: at, key: "l" });
      await refused(attempt, { status: 400, code: "InvalidArgument", ec: "0002-00000226" });
    },
  },
  {
    title: "signature version 1 is accepted for every kind of request",
    needs: ["signature version 1"],
    async run({ connect, own, bucket, can }) {
      const at = await bucket();
      const older = await connect({ ...own, signature: "v1" });
      const key = "folder/key with + and 日本";
      await older.call("putObject", { bucket: at, key: "t", body: "content" });
      await older.call("putSymlink", { bucket: at, key, target: "t" });
      expect((await older.call("getSymlink", { bucket: at, key })).target).toBe("t");
      expect((await older.call("getObject", { bucket: at, key })).body).toBe("content");
      if (can("putTags")) await older.call("putTags", { bucket: at, key, tags: { a: "b" } });
      if (can("deleteObjects")) await older.call("deleteObjects", { bucket: at, objects: [{ key: "t" }] });
      expect((await older.call("listObjects", { bucket: at })).entries.map((entry) => entry.key)).toContain(key);
      await older.call("deleteObject", { bucket: at, key });
    },
  },
  {
    title: "virtual-hosted addressing works like path style",
    needs: ["virtual-hosted addressing"],
    async run({ connect, connection, bucket }) {
      const at = await bucket("never versioned", undefined, "virtual-hosted");
      const virtual = await connect(virtualHosted(connection));
      await virtual.call("putObject", { bucket: at, key: "a/t", body: "content" });
      await virtual.call("putSymlink", { bucket: at, key: "a/l +", target: "a/t" });
      expect((await virtual.call("getSymlink", { bucket: at, key: "a/l +" })).target).toBe("a/t");
      expect((await virtual.call("getObject", { bucket: at, key: "a/l +" })).body).toBe("content");
      const { entries } = await virtual.call("listObjects", { bucket: at, prefix: "a/" });
      expect(entries.map((entry) => entry.key)).toEqual(["a/l +", "a/t"]);
    },
  },
  {
    title: "temporary credentials need their token",
    needs: ["security token"],
    async run({ connect, own, bucket, refused }) {
      const at = await bucket();
      const temporary = await connect({ ...own, ...TEMPORARY });
      await temporary.call("putSymlink", { bucket: at, key: "l", target: "t" });
      expect((await temporary.call("getSymlink", { bucket: at, key: "l" })).target).toBe("t");
      const forged = await connect({ ...own, ...TEMPORARY, securityToken: "other" });
      const attempt = forged.call("getSymlink", { bucket: at, key: "l" });
      await refused(attempt, { status: 403, code: "InvalidSecurityToken" });
    },
  },
  ...[HOUR, -HOUR].map(
    (offset): Case => ({
      title: `a clock one hour ${offset > 0 ? "slow" : "fast"} is told, unless the client sets it right`,
      needs: [],
      async run({ connect, client, own, bucket, can, refused, setClockOffset }) {
        const at = await bucket();
        await client.call("putSymlink", { bucket: at, key: "l", target: "t" });
        setClockOffset(offset);
        // Of its own, as some clients remember what they learnt of the clock.
        const astray = await connect(own);
        const attempt = astray.call("getSymlink", { bucket: at, key: "l" });
        if (can("correction of its clock")) expect((await attempt).target).toBe("t");
        else await refused(attempt, { status: 403, code: "RequestTimeTooSkewed", ec: "0002-00000504" });
      },
    }),
  ),
  ...(["v4", "v1"] as const).map(
    (signature): Case => ({
      title: `a URL presigned with signature ${signature} reads through a link until it expires`,
      needs: [
        "presign",
        signature === "v1" ? "presigning with signature version 1" : "presigning with signature version 4",
      ],
      async run({ connect, client, own, bucket, setClockOffset }) {
        const at = await bucket();
        const signer = await connect({ ...own, signature });
        await client.call("putObject", { bucket: at, key: "t", body: "content" });
        await client.call("putSymlink", { bucket: at, key: "a b/+", target: "t" });
        const link = await signer.call("presign", { bucket: at, key: "a b/+", method: "GET", expires: 600 });
        const read = await plainRequest(link.url, { headers: link.headers ?? {} });
        expect([read.status, read.body]).toEqual([200, "content"]);
        const tampered = await plainRequest(link.url.replace(/(Expires=)\d/i, "$19"));
        expect([tampered.status, codeOf(tampered.body)]).toEqual([403, "SignatureDoesNotMatch"]);
        setClockOffset(HOUR);
        const late = await plainRequest(link.url, { headers: link.headers ?? {} });
        expect([late.status, codeOf(late.body)]).toEqual([403, "AccessDenied"]);
      },
    }),
  ),
  {
    title: "a presigned PUT writes an object, over a link, too",
    needs: ["presign", "presigning of PUT"],
    async run({ connect, client, own, bucket, refused }) {
      const at = await bucket();
      const signer = await connect(own);
      await client.call("putSymlink", { bucket: at, key: "l", target: "t" });
      const { url, headers = {} } = await signer.call("presign", { bucket: at, key: "l", method: "PUT", expires: 600 });
      const put = await plainRequest(url, { method: "PUT", headers, body: "now an object" });
      expect(put.status).toBe(200);
      await refused(client.call("getSymlink", { bucket: at, key: "l" }), { status: 400, code: "NotSymlink" });
      expect((await client.call("getObject", { bucket: at, key: "l" })).body).toBe("now an object");
    },
  },
  {
    title: "anybody may read through a link only where link and target are public",
    needs: ["putAcl", "getObject"],
    async run({ client, connection, bucket }) {
      const at = await bucket();
      await client.call("putObject", { bucket: at, key: "t", body: "content" });
      await client.call("putSymlink", { bucket: at, key: "l", target: "t" });
      const read = () => plainRequest(`${connection.endpoint}/${at}/l`);
      const show = () => plainRequest(`${connection.endpoint}/${at}/l?symlink`);
      const statuses = async () => [(await read()).status, (await show()).status];
      expect(await statuses()).toEqual([403, 403]);
      expect(codeOf((await read()).body)).toBe("AccessDenied");
      await client.call("putAcl", { bucket: at, key: "l", acl: "public-read" });
      expect(await statuses()).toEqual([403, 200]);
      await client.call("putAcl", { bucket: at, key: "t", acl: "public-read" });
      expect(await statuses()).toEqual([200, 200]);
      await client.call("putAcl", { bucket: at, key: "l", acl: "private" });
      expect(await statuses()).toEqual([403, 403]);
    },
  },
  {
    title: "an anonymous client reads links of a public bucket and writes none",
    needs: ["anonymous requests"],
    async run({ connect, client, own, bucket, refused }) {
      const at = await bucket("never versioned", "public-read");
      await client.call("putObject", { bucket: at, key: "t", body: "content" });
      await client.call("putSymlink", { bucket: at, key: "l", target: "t" });
      const anybody = await connect({ ...own, anonymous: true });
      expect((await anybody.call("getSymlink", { bucket: at, key: "l" })).target).toBe("t");
      expect((await anybody.call("getObject", { bucket: at, key: "l" })).body).toBe("content");
      const put = anybody.call("putSymlink", { bucket: at, key: "l", target: "other" });
      await refused(put, { status: 403, code: "AccessDenied" });
      const remove = anybody.call("deleteObject", { bucket: at, key: "l" });
      await refused(remove, { status: 403, code: "AccessDenied" });
    },
  },
];

function codeOf(xml: string): string | undefined {
  return /<Code>([^<]*)<\/Code>/.exec(xml)?.[1];
}
