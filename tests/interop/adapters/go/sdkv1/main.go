// The protocol's operations by the first Go SDK.
package main

import (
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/aliyun/aliyun-oss-go-sdk/oss"

	"interop/wire"
)

var clients = map[string]*oss.Client{}

func main() {
	wire.Serve(wire.Operations{
		"connect":       connect,
		"listBuckets":   listBuckets,
		"createBucket":  createBucket,
		"deleteBucket":  deleteBucket,
		"putVersioning": putVersioning,
		"getVersioning": getVersioning,
		"putObject":     putObject,
		"getObject":     getObject,
		"headObject":    headObject,
		"objectMeta":    objectMeta,
		"copyObject":    copyObject,
		"restoreObject": restoreObject,
		"deleteObject":  deleteObject,
		"deleteObjects": deleteObjects,
		"putSymlink":    putSymlink,
		"getSymlink":    getSymlink,
		"listObjects":   listObjects,
		"listObjectsV2": listObjectsV2,
		"listVersions":  listVersions,
		"putTags":       putTags,
		"getTags":       getTags,
		"deleteTags":    deleteTags,
		"putAcl":        putACL,
		"getAcl":        getACL,
		"presign":       presign,
	}, describe)
}

func connect(c wire.Command) (wire.Result, error) {
	version := oss.AuthV4
	if c.Signature == "v1" {
		version = oss.AuthV1
	}
	options := []oss.ClientOption{
		oss.Region(c.Region), oss.AuthVersion(version), oss.ForcePathStyle(c.Addressing == "path"),
		oss.HTTPClient(wire.LocalHTTP()),
	}
	if c.SecurityToken != "" {
		options = append(options, oss.SecurityToken(c.SecurityToken))
	}
	client, err := oss.New(c.Endpoint, c.AccessKeyID, c.AccessKeySecret, options...)
	clients[c.As] = client
	return nil, err
}

func bucketOf(c wire.Command) *oss.Bucket {
	bucket, err := clients[c.As].Bucket(c.Bucket)
	if err != nil {
		panic(err)
	}
	return bucket
}

func listBuckets(c wire.Command) (wire.Result, error) {
	result, err := clients[c.As].ListBuckets()
	names := []string{}
	for _, bucket := range result.Buckets {
		names = append(names, bucket.Name)
	}
	return wire.Result{"buckets": names}, err
}

func createBucket(c wire.Command) (wire.Result, error) {
	if c.ACL == "" {
		return nil, clients[c.As].CreateBucket(c.Bucket)
	}
	return nil, clients[c.As].CreateBucket(c.Bucket, oss.ACL(oss.ACLType(c.ACL)))
}

func deleteBucket(c wire.Command) (wire.Result, error) {
	return nil, clients[c.As].DeleteBucket(c.Bucket)
}

func putVersioning(c wire.Command) (wire.Result, error) {
	return nil, clients[c.As].SetBucketVersioning(c.Bucket, oss.VersioningConfig{Status: c.Status})
}

func getVersioning(c wire.Command) (wire.Result, error) {
	result, err := clients[c.As].GetBucketVersioning(c.Bucket)
	return wire.Result{"status": result.Status}, err
}

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

func putSymlink(c wire.Command) (wire.Result, error) {
	var headers http.Header
	err := bucketOf(c).PutSymlink(c.Key, c.Target, append(facets(c), oss.GetResponseHeader(&headers))...)
	return written(headers), err
}

// The SDK has decoded the target in the headers it hands out.
func getSymlink(c wire.Command) (wire.Result, error) {
	headers, err := bucketOf(c).GetSymlink(c.Key, byVersion(c.VersionID)...)
	result := described(headers)
	result["target"] = headers.Get(oss.HTTPHeaderOssSymlinkTarget)
	return result, err
}

func listObjects(c wire.Command) (wire.Result, error) {
	options := listing(c)
	if c.Marker != "" {
		options = append(options, oss.Marker(c.Marker))
	}
	result, err := bucketOf(c).ListObjects(options...)
	return wire.Result{
		"entries": entries(result.Objects), "prefixes": orEmpty(result.CommonPrefixes),
		"truncated": result.IsTruncated, "nextMarker": result.NextMarker,
	}, err
}

func listObjectsV2(c wire.Command) (wire.Result, error) {
	options := listing(c)
	if c.StartAfter != "" {
		options = append(options, oss.StartAfter(c.StartAfter))
	}
	if c.ContinuationToken != "" {
		options = append(options, oss.ContinuationToken(c.ContinuationToken))
	}
	result, err := bucketOf(c).ListObjectsV2(options...)
	return wire.Result{
		"entries": entries(result.Objects), "prefixes": orEmpty(result.CommonPrefixes),
		"truncated": result.IsTruncated, "nextContinuationToken": result.NextContinuationToken,
	}, err
}

func listVersions(c wire.Command) (wire.Result, error) {
	options := listing(c)
	if c.KeyMarker != "" {
		options = append(options, oss.KeyMarker(c.KeyMarker))
	}
	if c.VersionIDMarker != "" {
		options = append(options, oss.VersionIdMarker(c.VersionIDMarker))
	}
	result, err := bucketOf(c).ListObjectVersions(options...)
	versions, markers := []wire.Result{}, []wire.Result{}
	for _, entry := range result.ObjectVersions {
		versions = append(versions, wire.Result{
			"key": entry.Key, "versionId": entry.VersionId, "latest": entry.IsLatest, "type": entry.Type,
		})
	}
	for _, entry := range result.ObjectDeleteMarkers {
		markers = append(markers, wire.Result{
			"key": entry.Key, "versionId": entry.VersionId, "latest": entry.IsLatest,
		})
	}
	return wire.Result{
		"versions": versions, "markers": markers, "truncated": result.IsTruncated,
		"nextKeyMarker": result.NextKeyMarker, "nextVersionIdMarker": result.NextVersionIdMarker,
	}, err
}

func putTags(c wire.Command) (wire.Result, error) {
	return nil, bucketOf(c).PutObjectTagging(c.Key, tagging(c.Tags), byVersion(c.VersionID)...)
}

func getTags(c wire.Command) (wire.Result, error) {
	result, err := bucketOf(c).GetObjectTagging(c.Key, byVersion(c.VersionID)...)
	tags := map[string]string{}
	for _, tag := range result.Tags {
		tags[tag.Key] = tag.Value
	}
	return wire.Result{"tags": tags}, err
}

func deleteTags(c wire.Command) (wire.Result, error) {
	return nil, bucketOf(c).DeleteObjectTagging(c.Key, byVersion(c.VersionID)...)
}

func putACL(c wire.Command) (wire.Result, error) {
	return nil, bucketOf(c).SetObjectACL(c.Key, oss.ACLType(c.ACL), byVersion(c.VersionID)...)
}

func getACL(c wire.Command) (wire.Result, error) {
	result, err := bucketOf(c).GetObjectACL(c.Key, byVersion(c.VersionID)...)
	return wire.Result{"acl": result.ACL}, err
}

func presign(c wire.Command) (wire.Result, error) {
	signed, err := bucketOf(c).SignURL(c.Key, oss.HTTPMethod(c.Method), c.Expires)
	return wire.Result{"url": signed}, err
}

func facets(c wire.Command) []oss.Option {
	options := []oss.Option{}
	for name, value := range c.Metadata {
		options = append(options, oss.Meta(name, value))
	}
	if c.ContentType != "" {
		options = append(options, oss.ContentType(c.ContentType))
	}
	if len(c.Tags) > 0 {
		options = append(options, oss.SetTagging(tagging(c.Tags)))
	}
	if c.ACL != "" {
		options = append(options, oss.ObjectACL(oss.ACLType(c.ACL)))
	}
	if c.StorageClass != "" {
		options = append(options, oss.ObjectStorageClass(oss.StorageClassType(c.StorageClass)))
	}
	if c.ForbidOverwrite {
		options = append(options, oss.ForbidOverWrite(true))
	}
	return options
}

func tagging(tags map[string]string) oss.Tagging {
	set := oss.Tagging{}
	for name, value := range tags {
		set.Tags = append(set.Tags, oss.Tag{Key: name, Value: value})
	}
	return set
}

func byVersion(id string) []oss.Option {
	if id == "" {
		return nil
	}
	return []oss.Option{oss.VersionId(id)}
}

func listing(c wire.Command) []oss.Option {
	options := []oss.Option{oss.Prefix(c.Prefix), oss.Delimiter(c.Delimiter)}
	if c.MaxKeys > 0 {
		options = append(options, oss.MaxKeys(c.MaxKeys))
	}
	return options
}

func entries(contents []oss.ObjectProperties) []wire.Result {
	all := []wire.Result{}
	for _, entry := range contents {
		all = append(all, wire.Result{
			"key": entry.Key, "type": entry.Type, "etag": entry.ETag, "storageClass": entry.StorageClass,
		})
	}
	return all
}

func orEmpty(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

func written(headers http.Header) wire.Result {
	return wire.Result{"etag": headers.Get("ETag"), "versionId": headers.Get("x-oss-version-id")}
}

func described(headers http.Header) wire.Result {
	metadata := map[string]string{}
	for name := range headers {
		if rest, found := strings.CutPrefix(strings.ToLower(name), "x-oss-meta-"); found {
			metadata[rest] = headers.Get(name)
		}
	}
	result := wire.Result{
		"etag": headers.Get("ETag"), "versionId": headers.Get("x-oss-version-id"),
		"contentType": headers.Get("Content-Type"), "objectType": headers.Get("x-oss-object-type"),
		"lastModified": headers.Get("Last-Modified"), "metadata": metadata,
	}
	if length, err := strconv.Atoi(headers.Get("Content-Length")); err == nil {
		result["contentLength"] = length
	}
	return result
}

func describe(err error) wire.Failure {
	var service oss.ServiceError
	if errors.As(err, &service) {
		return wire.Failure{
			Status: service.StatusCode, Code: service.Code, Message: service.Message,
			EC: service.Ec, RequestID: service.RequestID,
		}
	}
	return wire.Failure{Code: "ClientError", Message: err.Error()}
}
