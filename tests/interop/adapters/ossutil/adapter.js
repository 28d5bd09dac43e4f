/** The protocol's operations by ossutil 1, one run of its command line each. Argument: the program. */
const { execFile } = require("node:child_process");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { promisify } = require("node:util");
const { serve } = require("../node/lines.js");

const program = process.argv[2];
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), "oss-symlink-ossutil-"));
process.on("exit", () => fs.rmSync(scratch, { recursive: true, force: true }));
const noConfig = path.join(scratch, "config");
fs.writeFileSync(noConfig, "[Credentials]\nlanguage=EN\n");
const connections = new Map();
let files = 0;

/** By default ossutil repeats every refused request ten times; these commands do not, and know no such option. */
const NEVER_RETRIES = new Set(["bucket-versioning", "object-tagging", "sign"]);

const operations = {
  async connect({ as, endpoint, region, accessKeyId, accessKeySecret, securityToken, signature }) {
    const options = ["-c", noConfig, "-e", endpoint, "-i", accessKeyId, "-k", accessKeySecret];
    if (securityToken) options.push("-t", securityToken);
    if (signature === "v4") options.push("--sign-version", "v4", "--region", region);
    connections.set(as, options);
  },

  async listBuckets({ as }) {
    const lines = (await ossutil(as, "ls", "-s")).split("\n");
    return { buckets: lines.filter((line) => line.startsWith("oss://")).map((line) => line.slice("oss://".length)) };
  },
  async createBucket({ as, bucket, acl }) {
    await ossutil(as, "mb", `oss://${bucket}`, ...(acl ? ["--acl", acl] : []));
  },
  async deleteBucket({ as, bucket }) {
    await ossutil(as, "rm", `oss://${bucket}`, "-b", "-f");
  },
  async putVersioning({ as, bucket, status }) {
    await ossutil(as, "bucket-versioning", "--method", "put", `oss://${bucket}`, status.toLowerCase());
  },
  async getVersioning({ as, bucket }) {
    const text = await ossutil(as, "bucket-versioning", "--method", "get", `oss://${bucket}`);
    return { status: /bucket versioning status:(\w+)/.exec(text)?.[1]?.replace("null", "") };
  },

  async putObject({ as, bucket, key, body, ...facets }) {
    const file = scratchFile();
    fs.writeFileSync(file, body);
    await ossutil(as, "cp", file, address(bucket, key), "--encoding-type", "url", "-f", ...facetOptions(facets));
    fs.rmSync(file);
  },
  async getObject({ as, bucket, key, versionId, range }) {
    const file = scratchFile();
    const options = [...byVersion(versionId), ...(range ? ["--range", range.join("-")] : [])];
    await ossutil(as, "cp", address(bucket, key), file, "--encoding-type", "url", "-f", ...options);
    const body = fs.readFileSync(file, "utf8");
    fs.rmSync(file);
    return { body };
  },
  async headObject({ as, bucket, key, versionId }) {
    return described(await shown(as, "stat", bucket, key, versionId));
  },
  async copyObject({ as, bucket, key, sourceKey }) {
    await ossutil(as, "cp", address(bucket, sourceKey), address(bucket, key), "--encoding-type", "url", "-f");
  },
  async restoreObject({ as, bucket, key }) {
    await ossutil(as, "restore", address(bucket, key), "--encoding-type", "url");
  },
  async deleteObject({ as, bucket, key, versionId }) {
    await ossutil(as, "rm", address(bucket, key), "--encoding-type", "url", "-f", ...byVersion(versionId));
  },

  async putSymlink({ as, bucket, key, target }) {
    // A leading dash would be read as an option; encoded names are decoded here, too.
    const argument = encodeURIComponent(target).replace(/^-/, "%2D");
    await ossutil(as, "create-symlink", address(bucket, key), argument, "--encoding-type", "url");
  },
  async getSymlink({ as, bucket, key, versionId }) {
    const headers = await shown(as, "read-symlink", bucket, key, versionId);
    return { ...described(headers), target: headers["x-oss-symlink-target"] };
  },

  async listObjects({ as, bucket, prefix = "", delimiter, marker }) {
    const options = [...(delimiter ? ["-d"] : []), ...(marker ? ["--marker", encodeURIComponent(marker)] : [])];
    const text = await ossutil(as, "ls", address(bucket, prefix), "-s", "--encoding-type", "url", ...options);
    const start = `oss://${bucket}/`;
    const keys = text
      .split("\n")
      .filter((line) => line.startsWith(start))
      .map((line) => line.slice(start.length));
    const folded = (key) => Boolean(delimiter) && key.slice(prefix.length).includes(delimiter);
    return {
      entries: keys.filter((key) => !folded(key)).map((key) => ({ key })),
      prefixes: keys.filter(folded),
      truncated: false,
    };
  },
  async listVersions({ as, bucket, prefix = "" }) {
    const text = await ossutil(as, "ls", address(bucket, prefix), "--all-versions", "--encoding-type", "url");
    const rows = text.split("\n").flatMap((line) => {
      const [, versionId, latest, marker, key] =
        /(\S+)\s+(true|false)\s+(true|false)\s+oss:\/\/[^/]+\/([^\n]+)$/.exec(line) ?? [];
      return key ? [{ key, versionId, latest: latest === "true", marker }] : [];
    });
    const only = (marker) => rows.filter((row) => row.marker === marker).map(({ marker: _, ...row }) => row);
    return { versions: only("false"), markers: only("true"), truncated: false };
  },

  async putTags({ as, bucket, key, tags, versionId }) {
    const pairs = Object.entries(tags).map((pair) => pair.join("#"));
    await tagging(as, "put", bucket, key, ...pairs, ...byVersion(versionId));
  },
  async getTags({ as, bucket, key, versionId }) {
    const text = await tagging(as, "get", bucket, key, ...byVersion(versionId));
    const rows = text.split("\n").map((line) => /^\d+\s+\d+\s+"([^"]*)"\s+"([^"]*)"/.exec(line));
    return { tags: Object.fromEntries(rows.filter(Boolean).map(([, name, value]) => [name, value])) };
  },
  async deleteTags({ as, bucket, key, versionId }) {
    await tagging(as, "delete", bucket, key, ...byVersion(versionId));
  },
  async putAcl({ as, bucket, key, acl, versionId }) {
    await ossutil(as, "set-acl", address(bucket, key), acl, "--encoding-type", "url", ...byVersion(versionId));
  },
  async getAcl({ as, bucket, key, versionId }) {
    return { acl: (await shown(as, "stat", bucket, key, versionId)).acl };
  },

  async presign({ as, bucket, key, expires }) {
    const text = await ossutil(as, "sign", address(bucket, key), "--encoding-type", "url", "--timeout", `${expires}`);
    return { url: text.split("\n").find((line) => line.startsWith("http")) };
  },
};

async function ossutil(as, command, ...args) {
  const once = NEVER_RETRIES.has(command) ? [] : ["--retry-times", "1"];
  const options = [...connections.get(as), ...once];
  const where = { cwd: scratch, env: { ...process.env, HOME: scratch } };
  const run = command === "cp" ? [...args, "--checkpoint-dir", path.join(scratch, "checkpoints")] : args;
  const { stdout } = await promisify(execFile)(program, [command, ...run, ...options], where);
  return stdout;
}

function tagging(as, method, bucket, key, ...rest) {
  return ossutil(as, "object-tagging", "--method", method, address(bucket, key), ...rest, "--encoding-type", "url");
}

/** The lines `name : value` that stat and read-symlink print, names in lower case. */
async function shown(as, command, bucket, key, versionId) {
  const text = await ossutil(as, command, address(bucket, key), "--encoding-type", "url", ...byVersion(versionId));
  const pairs = text.split("\n").flatMap((line) => {
    const [, name, value] = /^([A-Za-z0-9-]+)\s*: ([^\n]*)$/.exec(line) ?? [];
    return name ? [[name.toLowerCase(), value]] : [];
  });
  return Object.fromEntries(pairs);
}

function described(headers) {
  const prefix = "x-oss-meta-";
  const metadata = Object.entries(headers).filter(([name]) => name.startsWith(prefix));
  return {
    etag: headers.etag,
    versionId: headers["x-oss-version-id"],
    contentType: headers["content-type"],
    contentLength: headers["content-length"] === undefined ? undefined : Number(headers["content-length"]),
    objectType: headers["x-oss-object-type"],
    metadata: Object.fromEntries(metadata.map(([name, value]) => [name.slice(prefix.length), value])),
  };
}

/** With --encoding-type url, keys on the command line are encoded. */
function address(bucket, key) {
  return `oss://${bucket}/${encodeURIComponent(key)}`;
}

function byVersion(versionId) {
  return versionId ? ["--version-id", versionId] : [];
}

function facetOptions({ contentType, metadata = {}, storageClass, acl }) {
  const headers = Object.entries(metadata).map(([name, value]) => `x-oss-meta-${name}:${value}`);
  if (contentType) headers.push(`Content-Type:${contentType}`);
  if (storageClass) headers.push(`x-oss-storage-class:${storageClass}`);
  return [...(headers.length > 0 ? ["--meta", headers.join("#")] : []), ...(acl ? ["--acl", acl] : [])];
}

function scratchFile() {
  files += 1;
  return path.join(scratch, `file-${files}`);
}

/** What the program printed before it ended with a failure. */
function describe(error) {
  const text = `${error.stdout ?? ""}\n${error.stderr ?? ""}`;
  const [, status, code, message, requestId, ec] =
    /StatusCode=(\d+), ErrorCode=(\w*), ErrorMessage="([^"]*)", RequestId=(\w*)(?:, Endpoint=[^,]*)?(?:, Ec=([\d-]*))?/.exec(
      text,
    ) ?? [];
  if (!status) return { code: "ClientError", message: text.trim() || error.message };
  return { status: Number(status), code, message, ec, requestId };
}

serve(operations, describe);
