"""The protocol's operations by alibabacloud-oss-v2, the second Python SDK."""
import datetime
from urllib.parse import quote, unquote

import alibabacloud_oss_v2 as oss
from alibabacloud_oss_v2 import exceptions
from lines import serve


class OssV2:
    def __init__(self):
        self.clients = {}

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
        if anonymous:
            provider = oss.credentials.AnonymousCredentialsProvider()
        else:
            provider = oss.credentials.StaticCredentialsProvider(accessKeyId, accessKeySecret, securityToken)
        self.clients[rest["as"]] = oss.Client(
            oss.config.Config(
                region=region,
                endpoint=endpoint,
                signature_version=signature,
                use_path_style=addressing == "path",
                credentials_provider=provider,
            )
        )

    def listBuckets(self, **rest):
        result = self.clients[rest["as"]].list_buckets(oss.ListBucketsRequest())
        return {"buckets": [bucket.name for bucket in result.buckets or []]}

    def createBucket(self, bucket, acl=None, **rest):
        self.clients[rest["as"]].put_bucket(oss.PutBucketRequest(bucket=bucket, acl=acl))

    def deleteBucket(self, bucket, **rest):
        self.clients[rest["as"]].delete_bucket(oss.DeleteBucketRequest(bucket=bucket))

    def putVersioning(self, bucket, status, **rest):
        configuration = oss.VersioningConfiguration(status=status)
        self.clients[rest["as"]].put_bucket_versioning(
            oss.PutBucketVersioningRequest(bucket=bucket, versioning_configuration=configuration)
        )

    def getVersioning(self, bucket, **rest):
        result = self.clients[rest["as"]].get_bucket_versioning(oss.GetBucketVersioningRequest(bucket=bucket))
        return {"status": result.version_status}

    def putObject(self, bucket, key, body, contentType=None, tags=None, **rest):
        request = oss.PutObjectRequest(
            bucket=bucket, key=key, body=body, content_type=contentType, tagging=tagging(tags), **facets(rest)
        )
        result = self.clients[rest["as"]].put_object(request)
        return {"etag": result.etag, "versionId": result.version_id}

    def getObject(self, bucket, key, versionId=None, range=None, ifNoneMatch=None, **rest):
        request = oss.GetObjectRequest(
            bucket=bucket,
            key=key,
            version_id=versionId,
            range_header=f"bytes={range[0]}-{range[1]}" if range else None,
            if_none_match=ifNoneMatch,
        )
        result = self.clients[rest["as"]].get_object(request)
        return {**described(result), "body": result.body.read().decode()}

    def headObject(self, bucket, key, versionId=None, **rest):
        request = oss.HeadObjectRequest(bucket=bucket, key=key, version_id=versionId)
        return described(self.clients[rest["as"]].head_object(request))

    def objectMeta(self, bucket, key, versionId=None, **rest):
        request = oss.GetObjectMetaRequest(bucket=bucket, key=key, version_id=versionId)
        result = self.clients[rest["as"]].get_object_meta(request)
        return {
            "etag": result.etag,
            "versionId": result.version_id,
            "contentLength": result.content_length,
            "lastModified": str(result.last_modified or ""),
        }

    def copyObject(self, bucket, key, sourceKey, sourceVersionId=None, **rest):
        request = oss.CopyObjectRequest(
            bucket=bucket, key=key, source_key=sourceKey, source_version_id=sourceVersionId
        )
        result = self.clients[rest["as"]].copy_object(request)
        return {"etag": result.etag, "versionId": result.version_id}

    def restoreObject(self, bucket, key, **rest):
        self.clients[rest["as"]].restore_object(oss.RestoreObjectRequest(bucket=bucket, key=key))

    def deleteObject(self, bucket, key, versionId=None, **rest):
        request = oss.DeleteObjectRequest(bucket=bucket, key=key, version_id=versionId)
        result = self.clients[rest["as"]].delete_object(request)
        return {"versionId": result.version_id, "deleteMarker": bool(result.delete_marker)}

    def deleteObjects(self, bucket, objects, quiet=False, **rest):
        chosen = [oss.DeleteObject(key=entry["key"], version_id=entry.get("versionId")) for entry in objects]
        request = oss.DeleteMultipleObjectsRequest(bucket=bucket, objects=chosen, quiet=quiet, encoding_type="url")
        result = self.clients[rest["as"]].delete_multiple_objects(request)
        return {
            "deleted": [
                {
                    "key": entry.key,
                    "versionId": entry.version_id,
                    "deleteMarker": bool(entry.delete_marker),
                    "deleteMarkerVersionId": entry.delete_marker_version_id,
                }
                for entry in result.deleted_objects or []
            ]
        }

    def putSymlink(self, bucket, key, target, contentType=None, tags=None, **rest):
        headers = {"x-oss-tagging": tagging(tags), "Content-Type": contentType}
        # This package sends the target as it is given; encoding it is the caller's part.
        request = oss.PutSymlinkRequest(
            bucket=bucket,
            key=key,
            target=quote(target, ""),
            headers={name: value for name, value in headers.items() if value},
            **facets(rest),
        )
        result = self.clients[rest["as"]].put_symlink(request)
        return {"etag": result.headers.get("etag"), "versionId": result.version_id}

    def getSymlink(self, bucket, key, versionId=None, **rest):
        request = oss.GetSymlinkRequest(bucket=bucket, key=key, version_id=versionId)
        result = self.clients[rest["as"]].get_symlink(request)
        return {
            "target": unquote(result.target, errors="strict"),
            "etag": result.etag,
            "versionId": result.version_id,
            "contentType": result.headers.get("content-type"),
            "metadata": dict(result.metadata or {}),
        }

    def listObjects(self, bucket, prefix=None, delimiter=None, marker=None, maxKeys=None, **rest):
        request = oss.ListObjectsRequest(
            bucket=bucket, prefix=prefix, delimiter=delimiter, marker=marker, max_keys=maxKeys, encoding_type="url"
        )
        result = self.clients[rest["as"]].list_objects(request)
        return {**page(result), "nextMarker": result.next_marker}

    def listObjectsV2(
        self, bucket, prefix=None, delimiter=None, startAfter=None, continuationToken=None, maxKeys=None, **rest
    ):
        request = oss.ListObjectsV2Request(
            bucket=bucket,
            prefix=prefix,
            delimiter=delimiter,
            start_after=startAfter,
            continuation_token=continuationToken,
            max_keys=maxKeys,
            encoding_type="url",
        )
        result = self.clients[rest["as"]].list_objects_v2(request)
        return {**page(result), "nextContinuationToken": result.next_continuation_token}

    def listVersions(self, bucket, prefix=None, keyMarker=None, versionIdMarker=None, maxKeys=None, **rest):
        request = oss.ListObjectVersionsRequest(
            bucket=bucket,
            prefix=prefix,
            key_marker=keyMarker,
            version_id_marker=versionIdMarker,
            max_keys=maxKeys,
            encoding_type="url",
        )
        result = self.clients[rest["as"]].list_object_versions(request)
        return {
            "versions": [
                {"key": entry.key, "versionId": entry.version_id, "latest": entry.is_latest, "type": entry.object_type}
                for entry in result.version or []
            ],
            "markers": [
                {"key": entry.key, "versionId": entry.version_id, "latest": entry.is_latest}
                for entry in result.delete_marker or []
            ],
            "truncated": bool(result.is_truncated),
            "nextKeyMarker": result.next_key_marker,
            "nextVersionIdMarker": result.next_version_id_marker,
        }

    def putTags(self, bucket, key, tags, versionId=None, **rest):
        chosen = [oss.Tag(key=name, value=value) for name, value in tags.items()]
        self.clients[rest["as"]].put_object_tagging(
            oss.PutObjectTaggingRequest(
                bucket=bucket, key=key, version_id=versionId, tagging=oss.Tagging(tag_set=oss.TagSet(tags=chosen))
            )
        )

    def getTags(self, bucket, key, versionId=None, **rest):
        request = oss.GetObjectTaggingRequest(bucket=bucket, key=key, version_id=versionId)
        result = self.clients[rest["as"]].get_object_tagging(request)
        chosen = (result.tag_set.tags if result.tag_set else None) or []
        return {"tags": {tag.key: tag.value or "" for tag in chosen}}

    def deleteTags(self, bucket, key, versionId=None, **rest):
        request = oss.DeleteObjectTaggingRequest(bucket=bucket, key=key, version_id=versionId)
        self.clients[rest["as"]].delete_object_tagging(request)

    def putAcl(self, bucket, key, acl, versionId=None, **rest):
        request = oss.PutObjectAclRequest(bucket=bucket, key=key, acl=acl, version_id=versionId)
        self.clients[rest["as"]].put_object_acl(request)

    def getAcl(self, bucket, key, versionId=None, **rest):
        request = oss.GetObjectAclRequest(bucket=bucket, key=key, version_id=versionId)
        return {"acl": self.clients[rest["as"]].get_object_acl(request).acl}

    def presign(self, bucket, key, method, expires, **rest):
        kinds = {"GET": oss.GetObjectRequest, "PUT": oss.PutObjectRequest, "HEAD": oss.HeadObjectRequest}
        result = self.clients[rest["as"]].presign(
            kinds[method](bucket=bucket, key=key), expires=datetime.timedelta(seconds=expires)
        )
        return {"url": result.url, "headers": dict(result.signed_headers or {})}


def tagging(tags):
    return "&".join(quote(k, "") + "=" + quote(v, "") for k, v in tags.items()) if tags else None


def facets(given):
    return {
        "metadata": given.get("metadata"),
        "acl": given.get("acl"),
        "storage_class": given.get("storageClass"),
        "forbid_overwrite": given.get("forbidOverwrite"),
    }


def described(result):
    return {
        "etag": result.etag,
        "versionId": result.version_id,
        "contentType": result.content_type,
        "contentLength": result.content_length,
        "objectType": result.object_type,
        "lastModified": str(result.last_modified or ""),
        "metadata": dict(result.metadata or {}),
    }


def page(result):
    return {
        "entries": [
            {"key": entry.key, "type": entry.object_type, "etag": entry.etag, "storageClass": entry.storage_class}
            for entry in result.contents or []
        ],
        "prefixes": [entry.prefix for entry in result.common_prefixes or []],
        "truncated": bool(result.is_truncated),
    }


def describe(error):
    while isinstance(error, exceptions.OperationError):
        error = error.unwrap()
    if isinstance(error, exceptions.ServiceError):
        return {
            "status": error.status_code,
            "code": error.code,
            "message": error.message,
            "ec": error.ec,
            "requestId": error.request_id,
        }
    return {"code": type(error).__name__, "message": str(error)}


serve(OssV2(), describe)
