package main

import (
	"io"
	"net/http"
	"strings"

	"github.com/aliyun/aliyun-oss-go-sdk/oss"

	"interop/wire"
)

func putObject(c wire.Command) (wire.Result, error) {
	var headers http.Header
	options := append(facets(c), oss.GetResponseHeader(&headers))
	err := bucketOf(c).PutObject(c.Key, strings.NewReader(c.Body), options...)
	return written(headers), err
}

func getObject(c wire.Command) (wire.Result, error) {
	var headers http.Header
	options := append(byVersion(c.VersionID), oss.GetResponseHeader(&headers))
	if len(c.Range) == 2 {
		options = append(options, oss.Range(c.Range[0], c.Range[1]))
	}
	if c.IfNoneMatch != "" {
		options = append(options, oss.IfNoneMatch(c.IfNoneMatch))
	}
	stream, err := bucketOf(c).GetObject(c.Key, options...)
	if err != nil {
		return nil, err
	}
	defer stream.Close()
	body, err := io.ReadAll(stream)
	result := described(headers)
	result["body"] = string(body)
	return result, err
}

func headObject(c wire.Command) (wire.Result, error) {
	headers, err := bucketOf(c).GetObjectDetailedMeta(c.Key, byVersion(c.VersionID)...)
	return described(headers), err
}

func objectMeta(c wire.Command) (wire.Result, error) {
	headers, err := bucketOf(c).GetObjectMeta(c.Key, byVersion(c.VersionID)...)
	return described(headers), err
}

func copyObject(c wire.Command) (wire.Result, error) {
	var headers http.Header
	options := append(byVersion(c.SourceVersionID), oss.GetResponseHeader(&headers))
	result, err := bucketOf(c).CopyObject(c.SourceKey, c.Key, options...)
	return wire.Result{"etag": result.ETag, "versionId": headers.Get("x-oss-version-id")}, err
}

func restoreObject(c wire.Command) (wire.Result, error) {
	return nil, bucketOf(c).RestoreObject(c.Key)
}

func deleteObject(c wire.Command) (wire.Result, error) {
	var headers http.Header
	options := append(byVersion(c.VersionID), oss.GetResponseHeader(&headers))
	err := bucketOf(c).DeleteObject(c.Key, options...)
	return wire.Result{"versionId": oss.GetVersionId(headers), "deleteMarker": oss.GetDeleteMark(headers)}, err
}

func deleteObjects(c wire.Command) (wire.Result, error) {
	objects := []oss.DeleteObject{}
	for _, object := range c.Objects {
		objects = append(objects, oss.DeleteObject{Key: object.Key, VersionId: object.VersionID})
	}
	result, err := bucketOf(c).DeleteObjectVersions(objects, oss.DeleteObjectsQuiet(c.Quiet))
	deleted := []wire.Result{}
	for _, entry := range result.DeletedObjectsDetail {
		deleted = append(deleted, wire.Result{
			"key": entry.Key, "versionId": entry.VersionId,
			"deleteMarker": entry.DeleteMarker, "deleteMarkerVersionId": entry.DeleteMarkerVersionId,
		})
	}
	return wire.Result{"deleted": deleted}, err
}
