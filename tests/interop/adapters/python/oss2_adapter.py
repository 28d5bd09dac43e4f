"""The protocol's operations by oss2, the first Python SDK."""
from urllib.parse import quote

import oss2
from lines import serve
from oss2.models import (
    BatchDeleteObjectVersion,
    BatchDeleteObjectVersionList,
    BucketVersioningConfig,
    Tagging,
    TaggingRule,
)


class Oss2:
    def __init__(self):
        self.connections = {}

    def connect(
        self,
        endpoint,
        region,
        accessKeyId,
        accessKeySecret,
        signature,
        addressing,
        securityToken=None,
        anonymous=False,
        **rest,
    ):
        version = oss2.AUTH_VERSION_4 if signature == "v4" else oss2.AUTH_VERSION_1
        if anonymous:
            auth = oss2.AnonymousAuth()
        elif securityToken:
            auth = oss2.StsAuth(accessKeyId, accessKeySecret, securityToken, auth_version=version)
        else:
            auth = oss2.make_auth(accessKeyId, accessKeySecret, version)
        session = oss2.Session()
        options = {"region": region, "is_path_style": addressing == "path", "session": session}
        self.connections[rest["as"]] = (auth, endpoint, options)

    def _bucket(self, rest):
        auth, endpoint, options = self.connections[rest["as"]]
        return oss2.Bucket(auth, endpoint, rest["bucket"], **options)

    def listBuckets(self, **rest):
        auth, endpoint, options = self.connections[rest["as"]]
        return {"buckets": [bucket.name for bucket in oss2.Service(auth, endpoint, **options).list_buckets().buckets]}

    def createBucket(self, acl=None, **rest):
        self._bucket(rest).create_bucket(acl)

    def deleteBucket(self, **rest):
        self._bucket(rest).delete_bucket()

    def putVersioning(self, status, **rest):
        self._bucket(rest).put_bucket_versioning(BucketVersioningConfig(status))

    def getVersioning(self, **rest):
        return {"status": self._bucket(rest).get_bucket_versioning().status}

    def putObject(self, key, body, **rest):
        return written(self._bucket(rest).put_object(key, body.encode(), headers=facets(rest)))

    def getObject(self, key, versionId=None, range=None, ifNoneMatch=None, **rest):
        headers = {"If-None-Match": ifNoneMatch} if ifNoneMatch else None
        result = self._bucket(rest).get_object(
            key, byte_range=tuple(range) if range else None, headers=headers, params=version(versionId)
        )
        return {**described(result), "body": result.read().decode()}

    def headObject(self, key, versionId=None, **rest):
        return described(self._bucket(rest).head_object(key, params=version(versionId)))

    def objectMeta(self, key, versionId=None, **rest):
        return described(self._bucket(rest).get_object_meta(key, params=version(versionId)))

    def copyObject(self, key, sourceKey, sourceVersionId=None, **rest):
        return written(
            self._bucket(rest).copy_object(rest["bucket"], sourceKey, key, params=version(sourceVersionId))
        )

    def restoreObject(self, key, **rest):
        self._bucket(rest).restore_object(key)

    def deleteObject(self, key, versionId=None, **rest):
        result = self._bucket(rest).delete_object(key, params=version(versionId))
        return {"versionId": result.versionid, "deleteMarker": bool(result.delete_marker)}

    def deleteObjects(self, objects, quiet=False, **rest):
        if any("versionId" in entry for entry in objects):
            chosen = [BatchDeleteObjectVersion(entry["key"], entry.get("versionId")) for entry in objects]
            result = self._bucket(rest).delete_object_versions(BatchDeleteObjectVersionList(chosen))
        else:
            result = self._bucket(rest).batch_delete_objects([entry["key"] for entry in objects])
        return {
            "deleted": [
                {
                    "key": entry.key,
                    "versionId": entry.versionid,
                    "deleteMarker": bool(entry.delete_marker),
                    "deleteMarkerVersionId": entry.delete_marker_versionid,
                }
                for entry in result.delete_versions
            ]
        }

    def putSymlink(self, key, target, **rest):
        return written(self._bucket(rest).put_symlink(target, key, headers=facets(rest)))

    def getSymlink(self, key, versionId=None, **rest):
        result = self._bucket(rest).get_symlink(key, params=version(versionId))
        return {**described(result), "target": result.target_key}

    def listObjects(self, prefix="", delimiter="", marker="", maxKeys=100, **rest):
        result = self._bucket(rest).list_objects(prefix, delimiter, marker, maxKeys)
        return {**page(result), "nextMarker": result.next_marker}

    def listObjectsV2(self, prefix="", delimiter="", startAfter="", continuationToken="", maxKeys=100, **rest):
        result = self._bucket(rest).list_objects_v2(
            prefix, delimiter, continuationToken, start_after=startAfter, max_keys=maxKeys
        )
        return {**page(result), "nextContinuationToken": result.next_continuation_token}

    def listVersions(self, prefix="", keyMarker="", versionIdMarker="", maxKeys=100, **rest):
        result = self._bucket(rest).list_object_versions(
            prefix, key_marker=keyMarker, versionid_marker=versionIdMarker, max_keys=maxKeys
        )
        return {
            "versions": [
                {"key": entry.key, "versionId": entry.versionid, "latest": entry.is_latest, "type": entry.type}
                for entry in result.versions
            ],
            "markers": [
                {"key": entry.key, "versionId": entry.versionid, "latest": entry.is_latest}
                for entry in result.delete_marker
            ],
            "truncated": result.is_truncated,
            "nextKeyMarker": result.next_key_marker,
            "nextVersionIdMarker": result.next_versionid_marker,
        }

    def putTags(self, key, tags, versionId=None, **rest):
        rule = TaggingRule()
        for name, value in tags.items():
            rule.add(name, value)
        self._bucket(rest).put_object_tagging(key, Tagging(rule), params=version(versionId))

    def getTags(self, key, versionId=None, **rest):
        result = self._bucket(rest).get_object_tagging(key, params=version(versionId))
        return {"tags": result.tag_set.tagging_rule}

    def deleteTags(self, key, versionId=None, **rest):
        self._bucket(rest).delete_object_tagging(key, params=version(versionId))

    def putAcl(self, key, acl, versionId=None, **rest):
        self._bucket(rest).put_object_acl(key, acl, params=version(versionId))

    def getAcl(self, key, versionId=None, **rest):
        return {"acl": self._bucket(rest).get_object_acl(key, params=version(versionId)).acl}

    def presign(self, key, method, expires, **rest):
        return {"url": self._bucket(rest).sign_url(method, key, expires)}


def version(version_id):
    return {"versionId": version_id} if version_id else {}


def facets(given):
    headers = {}
    for name, value in (given.get("metadata") or {}).items():
        # Header values go to the wire as bytes; the package takes no text outside latin-1.
        headers["x-oss-meta-" + name] = value if value.isascii() else value.encode()
    if "tags" in given:
        headers["x-oss-tagging"] = "&".join(quote(k, "") + "=" + quote(v, "") for k, v in given["tags"].items())
    for field, header in (
        ("contentType", "Content-Type"),
        ("acl", "x-oss-object-acl"),
        ("storageClass", "x-oss-storage-class"),
    ):
        if field in given:
            headers[header] = given[field]
    if given.get("forbidOverwrite"):
        headers["x-oss-forbid-overwrite"] = "true"
    return headers


def written(result):
    return {"etag": result.headers.get("etag"), "versionId": result.versionid}


def described(result):
    headers = result.headers
    length = headers.get("content-length")
    prefix = "x-oss-meta-"
    metadata = {
        # http.client hands out header bytes as latin-1.
        name.lower()[len(prefix):]: value.encode("latin-1").decode()
        for name, value in headers.items()
        if name.lower().startswith(prefix)
    }
    return {
        "etag": headers.get("etag"),
        "versionId": result.versionid,
        "contentType": headers.get("content-type"),
        "contentLength": None if length is None else int(length),
        "objectType": headers.get("x-oss-object-type"),
        "lastModified": headers.get("last-modified"),
        "metadata": metadata,
    }


def page(result):
    return {
        "entries": [
            {"key": entry.key, "type": entry.type, "etag": entry.etag, "storageClass": entry.storage_class}
            for entry in result.object_list
        ],
        "prefixes": list(result.prefix_list),
        "truncated": result.is_truncated,
    }


def describe(error):
    if isinstance(error, oss2.exceptions.OssError):
        return {
            "status": error.status,
            "code": error.code,
            "message": error.message or str(error),
            "ec": error.ec,
            "requestId": error.request_id,
        }
    return {"code": type(error).__name__, "message": str(error)}


serve(Oss2(), describe)
