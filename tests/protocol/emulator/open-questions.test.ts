import { type Emulator, type OpenQuestions, OUR_CHOICES, startEmulator } from "../../../emulator/index";
import { element, RawClient, type RawRequest } from "../../support/emulator/raw-client";

const OPTIONS = { buckets: ["plain", { name: "versioned", versioning: "Enabled" as const }] };

/** What a client sees of one open question: the same steps, once with our choice and once with another one. */
interface Question {
  readonly name: keyof OpenQuestions;
  readonly other: Partial<OpenQuestions>;
  readonly observe: (send: (request: RawRequest) => ReturnType<RawClient["send"]>) => Promise<unknown>;
  readonly ours: unknown;
  readonly others: unknown;
}

const link = (target: string, headers = {}, bucket = "plain", key = "l"): RawRequest => ({
  method: "PUT",
  bucket,
  key,
  query: { symlink: "" },
  headers: { "x-oss-symlink-target": target, ...headers },
});
const getLink = (bucket = "plain", query = {}): RawRequest => ({ bucket, key: "l", query: { symlink: "", ...query } });
const marker = async (send: Parameters<Question["observe"]>[0], query: Record<string, string>) => {
  const made = await send({ method: "DELETE", bucket: "versioned", key: "l" });
  const answer = await send({
    bucket: "versioned",
    key: "l",
    query: { ...query, versionId: made.headers["x-oss-version-id"] ?? "" },
  });
  return answer.code;
};

const QUESTIONS: readonly Question[] = [
  {
    name: "missingTarget",
    other: { missingTarget: "MissingArgument" },
    observe: async (send) => {
      const answer = await send(link(""));
      return [answer.status, answer.code, answer.headers["x-oss-ec"]];
    },
    ours: [400, "InvalidArgument", "0043-00000001"],
    others: [400, "MissingArgument", "0043-00000001"],
  },
  {
    name: "plusInTarget",
    other: { plusInTarget: "plus" },
    observe: async (send) => {
      await send(link("a+b"));
      return (await send(getLink())).headers["x-oss-symlink-target"];
    },
    ours: "a%20b",
    others: "a%2Bb",
  },
  {
    name: "returnedTargetHex",
    other: { returnedTargetHex: "lower", returnedTargetUnencoded: "/!" },
    observe: async (send) => {
      await send(link("a/b!%2A~"));
      return (await send(getLink())).headers["x-oss-symlink-target"];
    },
    ours: "a%2Fb%21%2A~",
    others: "a/b!%2a~",
  },
  {
    name: "linkSize",
    other: { linkSize: "target-name" },
    observe: async (send) => {
      await send(link("target"));
      const listed = await send({ bucket: "plain" });
      return [
        element(listed.text, "Size"),
        (await send({ method: "HEAD", bucket: "plain", key: "l", query: { objectMeta: "" } })).headers[
          "content-length"
        ],
      ];
    },
    ours: ["0", "0"],
    others: ["6", "6"],
  },
  {
    name: "storageClassReadThrough",
    other: { storageClassReadThrough: "target" },
    observe: async (send) => {
      await send({ method: "PUT", bucket: "plain", key: "t", body: "x", headers: { "x-oss-storage-class": "IA" } });
      await send(link("t"));
      return (await send({ method: "HEAD", bucket: "plain", key: "l" })).headers["x-oss-storage-class"];
    },
    ours: "Standard",
    others: "IA",
  },
  {
    name: "getSymlinkContentHeaders",
    other: { getSymlinkContentHeaders: false },
    observe: async (send) => {
      await send(link("t", { "cache-control": "no-cache", "content-type": "a/b" }));
      const { headers } = await send(getLink());
      return [headers["cache-control"], headers["content-type"]];
    },
    ours: ["no-cache", "a/b"],
    others: [undefined, "a/b"],
  },
  {
    name: "getSymlinkOfMarker",
    other: { getSymlinkOfMarker: "NoSuchKey" },
    observe: (send) => marker(send, { symlink: "" }),
    ours: "MethodNotAllowed",
    others: "NoSuchKey",
  },
  {
    name: "aclOfMarker",
    other: { aclOfMarker: "MethodNotAllowed" },
    observe: (send) => marker(send, { acl: "" }),
    ours: "NoSuchKey",
    others: "MethodNotAllowed",
  },
  {
    name: "versionIdWithoutVersioning",
    other: { versionIdWithoutVersioning: "null-accepted" },
    observe: async (send) => {
      await send(link("t"));
      return (await send(getLink("plain", { versionId: "null" }))).status;
    },
    ours: 400,
    others: 200,
  },
  {
    name: "deleteOfMissingVersion",
    other: { deleteOfMissingVersion: "NoSuchVersion" },
    observe: async (send) =>
      (await send({ method: "DELETE", bucket: "versioned", key: "l", query: { versionId: "A".repeat(64) } })).status,
    ours: 204,
    others: 404,
  },
  {
    name: "invalidTargetName",
    other: { invalidTargetName: "InvalidArgument" },
    observe: async (send) => (await send(link("/lead"))).code,
    ours: "InvalidObjectName",
    others: "InvalidArgument",
  },
  {
    name: "invalidTargetName",
    other: { invalidTargetName: "accepted" },
    observe: async (send) => (await send(link("/lead"))).status,
    ours: 400,
    others: 200,
  },
  {
    name: "tooManyTags",
    other: { tooManyTags: "InvalidArgument" },
    observe: async (send) =>
      (await send(link("t", { "x-oss-tagging": [..."abcdefghijk"].map((name) => `${name}=1`).join("&") }))).code,
    ours: "InvalidTag",
    others: "InvalidArgument",
  },
  {
    name: "ec",
    other: { ec: { InvalidTargetType: "0026-99999999" } },
    observe: async (send) => {
      await send(link("l"));
      return (await send({ method: "HEAD", bucket: "plain", key: "l" })).headers["x-oss-ec"];
    },
    ours: undefined,
    others: "0026-99999999",
  },
  {
    name: "targetIsMarker",
    other: { targetIsMarker: "NoSuchKey" },
    observe: async (send) => {
      await send(link("t", {}, "versioned"));
      await send({ method: "DELETE", bucket: "versioned", key: "t" });
      return (await send({ method: "HEAD", bucket: "versioned", key: "l" })).code;
    },
    ours: "SymlinkTargetNotExist",
    others: "NoSuchKey",
  },
  {
    name: "putSymlinkKeepsTagsAndAcl",
    other: { putSymlinkKeepsTagsAndAcl: true },
    observe: async (send) => {
      await send(link("t", { "x-oss-tagging": "a=1", "x-oss-object-acl": "private" }));
      await send(link("t"));
      return [
        element((await send({ bucket: "plain", key: "l", query: { tagging: "" } })).text, "Key"),
        element((await send({ bucket: "plain", key: "l", query: { acl: "" } })).text, "Grant"),
      ];
    },
    ours: [undefined, "default"],
    others: ["a", "private"],
  },
  {
    name: "etagOfPutDiffers",
    other: { etagOfPutDiffers: true },
    observe: async (send) => (await send(link("t"))).headers.etag === (await send(getLink())).headers.etag,
    ours: true,
    others: false,
  },
  {
    name: "restoreTakesMs",
    other: { restoreTakesMs: 60_000 },
    observe: async (send) => {
      await send({
        method: "PUT",
        bucket: "plain",
        key: "t",
        body: "x",
        headers: { "x-oss-storage-class": "ColdArchive" },
      });
      const restore = () => send({ method: "POST", bucket: "plain", key: "t", query: { restore: "" } });
      return [(await restore()).status, (await restore()).status, (await send({ bucket: "plain", key: "t" })).status];
    },
    ours: [202, 200, 200],
    others: [202, 409, 403],
  },
];

async function observe(question: Question, openQuestions: Partial<OpenQuestions>): Promise<unknown> {
  const emulator: Emulator = await startEmulator({ ...OPTIONS, openQuestions });
  const client = new RawClient(emulator.endpoint);
  try {
    return await question.observe((request) => client.send(request));
  } finally {
    client.close();
    await emulator.close();
  }
}

test.each(QUESTIONS)("$name: ours, and $other", async (question) => {
  expect(await observe(question, {})).toEqual(question.ours);
  expect(await observe(question, question.other)).toEqual(question.others);
});

test("every question is asked", () => {
  const asked = new Set(QUESTIONS.flatMap(({ other }) => Object.keys(other)));
  expect([...asked].sort()).toEqual(Object.keys(OUR_CHOICES).sort());
});
