/**
 * The protocol's operations by ali-oss, for its Node build and its browser build alike.
 * `newClient(connection, bucket)` makes a client of the package; one is kept for each connection and bucket.
 * The browser loads this file as a plain script, hence no `require` here.
 */
function aliOssOperations(newClient) {
  const connections = new Map();
  const clients = new Map();

  function client(as, bucket) {
    const name = JSON.stringify([as, bucket ?? null]);
    if (!clients.has(name)) clients.set(name, newClient(connections.get(as), bucket));
    return clients.get(name);
  }

  return {
    async connect({ as, ...connection }) {
      connections.set(as, connection);
      for (const name of clients.keys()) if (JSON.parse(name)[0] === as) clients.delete(name);
    },

    async listBuckets({ as }) {
      return { buckets: (await client(as).listBuckets()).buckets.map((bucket) => bucket.name) };
    },
    async createBucket({ as, bucket, acl }) {
      await client(as).putBucket(bucket, acl ? { acl } : {});
    },
    async deleteBucket({ as, bucket }) {
      await client(as).deleteBucket(bucket);
    },
    async putVersioning({ as, bucket, status }) {
      await client(as).putBucketVersioning(bucket, status);
    },
    async getVersioning({ as, bucket }) {
      return { status: (await client(as).getBucketVersioning(bucket)).versionStatus };
    },

    async putObject({ as, bucket, key, body, ...facets }) {
      const content = typeof window === "undefined" ? Buffer.from(body) : new Blob([body]);
      return written(await client(as, bucket).put(key, content, facetOptions(facets)));
    },
    async getObject({ as, bucket, key, versionId, range, ifNoneMatch }) {
      const headers = {};
      if (range) headers.Range = `bytes=${range[0]}-${range[1]}`;
      if (ifNoneMatch) headers["If-None-Match"] = ifNoneMatch;
      const result = await client(as, bucket).get(key, { headers, ...byVersion(versionId) });
      refuseNotModified(result);
      return { ...described(result), body: new TextDecoder().decode(result.content) };
    },
    async headObject({ as, bucket, key, versionId }) {
      return described(await client(as, bucket).head(key, byVersion(versionId)));
    },
    async objectMeta({ as, bucket, key, versionId }) {
      return described(await client(as, bucket).getObjectMeta(key, byVersion(versionId)));
    },
    async copyObject({ as, bucket, key, sourceKey, sourceVersionId }) {
      return written(await client(as, bucket).copy(key, sourceKey, byVersion(sourceVersionId)));
    },
    async restoreObject({ as, bucket, key }) {
      await client(as, bucket).restore(key);
    },
    async deleteObject({ as, bucket, key, versionId }) {
      return removed(await client(as, bucket).delete(key, byVersion(versionId)));
    },
    async deleteObjects({ as, bucket, objects, quiet }) {
      const names = objects.map(({ key, versionId }) => (versionId ? { key, versionId } : key));
      const { deleted } = await client(as, bucket).deleteMulti(names, { quiet: Boolean(quiet) });
      return {
        deleted: deleted.map((entry) => ({
          key: entry.Key,
          versionId: entry.VersionId,
          deleteMarker: entry.DeleteMarker === "true",
          deleteMarkerVersionId: entry.DeleteMarkerVersionId,
        })),
      };
    },

    async putSymlink({ as, bucket, key, target, storageClass, ...facets }) {
      const options = { ...facetOptions(facets), ...(storageClass ? { storageClass } : {}) };
      if (facets.contentType) options.headers["Content-Type"] = facets.contentType;
      return written(await client(as, bucket).putSymlink(key, target, options));
    },
    async getSymlink({ as, bucket, key, versionId }) {
      const result = await client(as, bucket).getSymlink(key, byVersion(versionId));
      return { ...described(result), target: result.targetName };
    },

    // Keys that XML cannot carry come only with encoding-type=url, which this package leaves to its caller to decode.
    async listObjects({ as, bucket, prefix, delimiter, marker, maxKeys }) {
      const query = { prefix, delimiter, marker, "max-keys": maxKeys, "encoding-type": "url" };
      const result = await client(as, bucket).list(given(query));
      return { ...page(result), nextMarker: decoded(result.nextMarker) };
    },
    async listObjectsV2({ as, bucket, prefix, delimiter, startAfter, continuationToken, maxKeys }) {
      const query = { prefix, delimiter, "start-after": startAfter, "max-keys": maxKeys, "encoding-type": "url" };
      const result = await client(as, bucket).listV2(given({ ...query, continuationToken }));
      return { ...page(result), nextContinuationToken: decoded(result.nextContinuationToken) };
    },
    async listVersions({ as, bucket, prefix, keyMarker, versionIdMarker, maxKeys }) {
      const query = given({ prefix, keyMarker, versionIdMarker, maxKeys, encodingType: "url" });
      const result = await client(as, bucket).getBucketVersions(query);
      return {
        versions: result.objects.map((entry) => ({
          key: decoded(entry.name),
          versionId: entry.versionId,
          latest: entry.isLatest,
          type: entry.type,
        })),
        markers: result.deleteMarker.map((entry) => ({ key: decoded(entry.name), versionId: entry.versionId })),
        truncated: result.isTruncated,
        nextKeyMarker: decoded(result.nextKeyMarker),
        nextVersionIdMarker: result.nextVersionIdMarker,
      };
    },

    async putTags({ as, bucket, key, tags, versionId }) {
      await client(as, bucket).putObjectTagging(key, tags, byVersion(versionId));
    },
    async getTags({ as, bucket, key, versionId }) {
      return { tags: (await client(as, bucket).getObjectTagging(key, byVersion(versionId))).tag };
    },
    async deleteTags({ as, bucket, key, versionId }) {
      await client(as, bucket).deleteObjectTagging(key, byVersion(versionId));
    },
    async putAcl({ as, bucket, key, acl, versionId }) {
      await client(as, bucket).putACL(key, acl, byVersion(versionId));
    },
    async getAcl({ as, bucket, key, versionId }) {
      return { acl: (await client(as, bucket).getACL(key, byVersion(versionId))).acl };
    },

    async presign({ as, bucket, key, method, expires }) {
      const { signature } = connections.get(as);
      if (signature === "v1") return { url: client(as, bucket).signatureUrl(key, { method, expires }) };
      return { url: await client(as, bucket).signatureUrlV4(method, expires, {}, key) };
    },
  };

  function facetOptions({ contentType, metadata, tags, acl, storageClass, forbidOverwrite }) {
    const headers = {};
    if (tags) headers["x-oss-tagging"] = new URLSearchParams(tags).toString().replaceAll("+", "%20");
    if (acl) headers["x-oss-object-acl"] = acl;
    if (storageClass) headers["x-oss-storage-class"] = storageClass;
    if (forbidOverwrite) headers["x-oss-forbid-overwrite"] = "true";
    return { headers, ...(metadata ? { meta: metadata } : {}), ...(contentType ? { mime: contentType } : {}) };
  }

  function byVersion(versionId) {
    return versionId ? { versionId } : {};
  }

  function given(query) {
    return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined));
  }

  function decoded(text) {
    return text ? decodeURIComponent(text) : undefined;
  }

  function written({ res }) {
    return { etag: res.headers.etag, versionId: res.headers["x-oss-version-id"] };
  }

  function removed({ res }) {
    return {
      versionId: res.headers["x-oss-version-id"],
      deleteMarker: res.headers["x-oss-delete-marker"] === "true",
    };
  }

  function described({ res }) {
    const { headers } = res;
    const metadata = {};
    for (const [name, value] of Object.entries(headers)) {
      if (name.startsWith("x-oss-meta-")) metadata[name.slice("x-oss-meta-".length)] = value;
    }
    return {
      etag: headers.etag,
      versionId: headers["x-oss-version-id"],
      contentType: headers["content-type"],
      contentLength: headers["content-length"] === undefined ? undefined : Number(headers["content-length"]),
      objectType: headers["x-oss-object-type"],
      lastModified: headers["last-modified"],
      metadata,
    };
  }

  function page(result) {
    return {
      entries: result.objects.map(({ name, type, etag, storageClass }) => ({
        key: decoded(name),
        type,
        etag,
        storageClass,
      })),
      prefixes: (result.prefixes ?? []).map(decoded),
      truncated: result.isTruncated,
    };
  }

  function refuseNotModified({ res }) {
    if (res.status !== 304) return;
    throw Object.assign(new Error("not modified"), { status: 304, code: "NotModified" });
  }
}

/** What ali-oss tells about a failure; `name` stands in where it found no error code. */
function describeAliOssError({ status, code, name, message, ecCode, requestId }) {
  return { status, code: code ?? name, message, ec: ecCode, requestId };
}

if (typeof module !== "undefined") module.exports = { aliOssOperations, describeAliOssError };
