// The protocol's operations by the second Go SDK.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/aliyun/alibabacloud-oss-go-sdk-v2/oss"
	"github.com/aliyun/alibabacloud-oss-go-sdk-v2/oss/credentials"

	"interop/wire"
)

var (
	clients = map[string]*oss.Client{}
	ctx     = context.Background()
)

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
	version := oss.SignatureVersionV4
	if c.Signature == "v1" {
		version = oss.SignatureVersionV1
	}
	var provider credentials.CredentialsProvider = credentials.NewStaticCredentialsProvider(
		c.AccessKeyID, c.AccessKeySecret, c.SecurityToken)
	if c.Anonymous {
		provider = credentials.NewAnonymousCredentialsProvider()
	}
	clients[c.As] = oss.NewClient(oss.LoadDefaultConfig().
		WithRegion(c.Region).
		WithEndpoint(c.Endpoint).
		WithSignatureVersion(version).
		WithUsePathStyle(c.Addressing == "path").
		WithHttpClient(wire.LocalHTTP()).
		WithCredentialsProvider(provider))
	return nil, nil
}

func listBuckets(c wire.Command) (wire.Result, error) {
	result, err := clients[c.As].ListBuckets(ctx, &oss.ListBucketsRequest{})
	if err != nil {
		return nil, err
	}
	names := []string{}
	for _, bucket := range result.Buckets {
		names = append(names, *bucket.Name)
	}
	return wire.Result{"buckets": names}, nil
}

func createBucket(c wire.Command) (wire.Result, error) {
	_, err := clients[c.As].PutBucket(ctx, &oss.PutBucketRequest{Bucket: &c.Bucket, Acl: oss.BucketACLType(c.ACL)})
	return nil, err
}

func deleteBucket(c wire.Command) (wire.Result, error) {
	_, err := clients[c.As].DeleteBucket(ctx, &oss.DeleteBucketRequest{Bucket: &c.Bucket})
	return nil, err
}

func putVersioning(c wire.Command) (wire.Result, error) {
	_, err := clients[c.As].PutBucketVersioning(ctx, &oss.PutBucketVersioningRequest{
		Bucket:                  &c.Bucket,
		VersioningConfiguration: &oss.VersioningConfiguration{Status: oss.VersioningStatusType(c.Status)},
	})
	return nil, err
}

func getVersioning(c wire.Command) (wire.Result, error) {
	result, err := clients[c.As].GetBucketVersioning(ctx, &oss.GetBucketVersioningRequest{Bucket: &c.Bucket})
	if err != nil {
		return nil, err
	}
	return wire.Result{"status": result.VersionStatus}, nil
}

func putObject(c wire.Command) (wire.Result, error) {
	result, err := clients[c.As].PutObject(ctx, &oss.PutObjectRequest{
		Bucket:          &c.Bucket,
		Key:             &c.Key,
		Body:            strings.NewReader(c.Body),
		ContentType:     given(c.ContentType),
		Metadata:        c.Metadata,
		Tagging:         given(wire.TagQuery(c.Tags)),
		Acl:             oss.ObjectACLType(c.ACL),
		StorageClass:    oss.StorageClassType(c.StorageClass),
		ForbidOverwrite: flag(c.ForbidOverwrite),
	})
	if err != nil {
		return nil, err
	}
	return wire.Result{"etag": result.ETag, "versionId": result.VersionId}, nil
}

func getObject(c wire.Command) (wire.Result, error) {
	request := &oss.GetObjectRequest{
		Bucket: &c.Bucket, Key: &c.Key, VersionId: given(c.VersionID), IfNoneMatch: given(c.IfNoneMatch),
	}
	if len(c.Range) == 2 {
		request.Range = oss.Ptr(fmt.Sprintf("bytes=%d-%d", c.Range[0], c.Range[1]))
	}
	result, err := clients[c.As].GetObject(ctx, request)
	if err != nil {
		return nil, err
	}
	defer result.Body.Close()
	body, err := io.ReadAll(result.Body)
	if err != nil {
		return nil, err
	}
	return wire.Result{
		"body": string(body), "etag": result.ETag, "versionId": result.VersionId, "contentType": result.ContentType,
		"contentLength": result.ContentLength, "objectType": result.ObjectType, "metadata": result.Metadata,
		"lastModified": stamp(result.LastModified),
	}, nil
}

func headObject(c wire.Command) (wire.Result, error) {
	result, err := clients[c.As].HeadObject(ctx, &oss.HeadObjectRequest{
		Bucket: &c.Bucket, Key: &c.Key, VersionId: given(c.VersionID),
	})
	if err != nil {
		return nil, err
	}
	return wire.Result{
		"etag": result.ETag, "versionId": result.VersionId, "contentType": result.ContentType,
		"contentLength": result.ContentLength, "objectType": result.ObjectType, "metadata": result.Metadata,
		"lastModified": stamp(result.LastModified),
	}, nil
}

func objectMeta(c wire.Command) (wire.Result, error) {
	result, err := clients[c.As].GetObjectMeta(ctx, &oss.GetObjectMetaRequest{
		Bucket: &c.Bucket, Key: &c.Key, VersionId: given(c.VersionID),
	})
	if err != nil {
		return nil, err
	}
	return wire.Result{
		"etag": result.ETag, "versionId": result.VersionId, "contentLength": result.ContentLength,
		"lastModified": stamp(result.LastModified),
	}, nil
}

func copyObject(c wire.Command) (wire.Result, error) {
	result, err := clients[c.As].CopyObject(ctx, &oss.CopyObjectRequest{
		Bucket: &c.Bucket, Key: &c.Key, SourceKey: &c.SourceKey, SourceVersionId: given(c.SourceVersionID),
	})
	if err != nil {
		return nil, err
	}
	return wire.Result{"etag": result.ETag, "versionId": result.VersionId}, nil
}

func restoreObject(c wire.Command) (wire.Result, error) {
	_, err := clients[c.As].RestoreObject(ctx, &oss.RestoreObjectRequest{Bucket: &c.Bucket, Key: &c.Key})
	return nil, err
}

func deleteObject(c wire.Command) (wire.Result, error) {
	result, err := clients[c.As].DeleteObject(ctx, &oss.DeleteObjectRequest{
		Bucket: &c.Bucket, Key: &c.Key, VersionId: given(c.VersionID),
	})
	if err != nil {
		return nil, err
	}
	return wire.Result{"versionId": result.VersionId, "deleteMarker": result.DeleteMarker}, nil
}

func deleteObjects(c wire.Command) (wire.Result, error) {
	objects := []oss.DeleteObject{}
	for _, object := range c.Objects {
		objects = append(objects, oss.DeleteObject{Key: oss.Ptr(object.Key), VersionId: given(object.VersionID)})
	}
	result, err := clients[c.As].DeleteMultipleObjects(ctx, &oss.DeleteMultipleObjectsRequest{
		Bucket: &c.Bucket, Objects: objects, Quiet: c.Quiet, EncodingType: oss.Ptr("url"),
	})
	if err != nil {
		return nil, err
	}
	deleted := []wire.Result{}
	for _, entry := range result.DeletedObjects {
		deleted = append(deleted, wire.Result{
			"key": entry.Key, "versionId": entry.VersionId,
			"deleteMarker": entry.DeleteMarker, "deleteMarkerVersionId": entry.DeleteMarkerVersionId,
		})
	}
	return wire.Result{"deleted": deleted}, nil
}

// The SDK sends the target as it is given; encoding it is the caller's part.
func putSymlink(c wire.Command) (wire.Result, error) {
	headers := map[string]string{}
	if c.ContentType != "" {
		headers["Content-Type"] = c.ContentType
	}
	if len(c.Tags) > 0 {
		headers["x-oss-tagging"] = wire.TagQuery(c.Tags)
	}
	result, err := clients[c.As].PutSymlink(ctx, &oss.PutSymlinkRequest{
		Bucket:          &c.Bucket,
		Key:             &c.Key,
		Target:          oss.Ptr(strings.ReplaceAll(url.QueryEscape(c.Target), "+", "%20")),
		Metadata:        c.Metadata,
		Acl:             oss.ObjectACLType(c.ACL),
		StorageClass:    oss.StorageClassType(c.StorageClass),
		ForbidOverwrite: flag(c.ForbidOverwrite),
		RequestCommon:   oss.RequestCommon{Headers: headers},
	})
	if err != nil {
		return nil, err
	}
	return wire.Result{"versionId": result.VersionId, "etag": header(result.Headers, "ETag")}, nil
}

func getSymlink(c wire.Command) (wire.Result, error) {
	result, err := clients[c.As].GetSymlink(ctx, &oss.GetSymlinkRequest{
		Bucket: &c.Bucket, Key: &c.Key, VersionId: given(c.VersionID),
	})
	if err != nil {
		return nil, err
	}
	target, err := url.PathUnescape(oss.ToString(result.Target))
	if err != nil {
		return nil, err
	}
	return wire.Result{
		"target": target, "etag": result.ETag, "versionId": result.VersionId, "metadata": result.Metadata,
		"contentType": header(result.Headers, "Content-Type"), "lastModified": header(result.Headers, "Last-Modified"),
	}, nil
}

func listObjects(c wire.Command) (wire.Result, error) {
	result, err := clients[c.As].ListObjects(ctx, &oss.ListObjectsRequest{
		Bucket: &c.Bucket, Prefix: given(c.Prefix), Delimiter: given(c.Delimiter), Marker: given(c.Marker),
		MaxKeys: int32(c.MaxKeys), EncodingType: oss.Ptr("url"),
	})
	if err != nil {
		return nil, err
	}
	return wire.Result{
		"entries": entries(result.Contents), "prefixes": prefixes(result.CommonPrefixes),
		"truncated": result.IsTruncated, "nextMarker": result.NextMarker,
	}, nil
}

func listObjectsV2(c wire.Command) (wire.Result, error) {
	result, err := clients[c.As].ListObjectsV2(ctx, &oss.ListObjectsV2Request{
		Bucket: &c.Bucket, Prefix: given(c.Prefix), Delimiter: given(c.Delimiter), StartAfter: given(c.StartAfter),
		ContinuationToken: given(c.ContinuationToken), MaxKeys: int32(c.MaxKeys), EncodingType: oss.Ptr("url"),
	})
	if err != nil {
		return nil, err
	}
	return wire.Result{
		"entries": entries(result.Contents), "prefixes": prefixes(result.CommonPrefixes),
		"truncated": result.IsTruncated, "nextContinuationToken": result.NextContinuationToken,
	}, nil
}

func listVersions(c wire.Command) (wire.Result, error) {
	result, err := clients[c.As].ListObjectVersions(ctx, &oss.ListObjectVersionsRequest{
		Bucket: &c.Bucket, Prefix: given(c.Prefix), KeyMarker: given(c.KeyMarker),
		VersionIdMarker: given(c.VersionIDMarker), MaxKeys: int32(c.MaxKeys), EncodingType: oss.Ptr("url"),
	})
	if err != nil {
		return nil, err
	}
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
	}, nil
}

func putTags(c wire.Command) (wire.Result, error) {
	tags := []oss.Tag{}
	for name, value := range c.Tags {
		tags = append(tags, oss.Tag{Key: oss.Ptr(name), Value: oss.Ptr(value)})
	}
	_, err := clients[c.As].PutObjectTagging(ctx, &oss.PutObjectTaggingRequest{
		Bucket: &c.Bucket, Key: &c.Key, VersionId: given(c.VersionID),
		Tagging: &oss.Tagging{TagSet: &oss.TagSet{Tags: tags}},
	})
	return nil, err
}

func getTags(c wire.Command) (wire.Result, error) {
	result, err := clients[c.As].GetObjectTagging(ctx, &oss.GetObjectTaggingRequest{
		Bucket: &c.Bucket, Key: &c.Key, VersionId: given(c.VersionID),
	})
	if err != nil {
		return nil, err
	}
	tags := map[string]string{}
	for _, tag := range result.Tags {
		tags[oss.ToString(tag.Key)] = oss.ToString(tag.Value)
	}
	return wire.Result{"tags": tags}, nil
}

func deleteTags(c wire.Command) (wire.Result, error) {
	_, err := clients[c.As].DeleteObjectTagging(ctx, &oss.DeleteObjectTaggingRequest{
		Bucket: &c.Bucket, Key: &c.Key, VersionId: given(c.VersionID),
	})
	return nil, err
}

func putACL(c wire.Command) (wire.Result, error) {
	_, err := clients[c.As].PutObjectAcl(ctx, &oss.PutObjectAclRequest{
		Bucket: &c.Bucket, Key: &c.Key, VersionId: given(c.VersionID), Acl: oss.ObjectACLType(c.ACL),
	})
	return nil, err
}

func getACL(c wire.Command) (wire.Result, error) {
	result, err := clients[c.As].GetObjectAcl(ctx, &oss.GetObjectAclRequest{
		Bucket: &c.Bucket, Key: &c.Key, VersionId: given(c.VersionID),
	})
	if err != nil {
		return nil, err
	}
	return wire.Result{"acl": result.ACL}, nil
}

func presign(c wire.Command) (wire.Result, error) {
	var request any
	switch c.Method {
	case "GET":
		request = &oss.GetObjectRequest{Bucket: &c.Bucket, Key: &c.Key}
	case "PUT":
		request = &oss.PutObjectRequest{Bucket: &c.Bucket, Key: &c.Key}
	case "HEAD":
		request = &oss.HeadObjectRequest{Bucket: &c.Bucket, Key: &c.Key}
	}
	result, err := clients[c.As].Presign(ctx, request, oss.PresignExpires(time.Duration(c.Expires)*time.Second))
	if err != nil {
		return nil, err
	}
	return wire.Result{"url": result.URL, "headers": result.SignedHeaders}, nil
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

func prefixes(common []oss.CommonPrefix) []string {
	all := []string{}
	for _, entry := range common {
		all = append(all, oss.ToString(entry.Prefix))
	}
	return all
}

func given(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

func flag(on bool) *string {
	if !on {
		return nil
	}
	return oss.Ptr("true")
}

func stamp(at *time.Time) string {
	if at == nil {
		return ""
	}
	return at.UTC().Format(http.TimeFormat)
}

func header(headers http.Header, name string) string {
	return headers.Get(name)
}

func describe(err error) wire.Failure {
	var service *oss.ServiceError
	if errors.As(err, &service) {
		return wire.Failure{
			Status: service.StatusCode, Code: service.Code, Message: service.Message,
			EC: service.EC, RequestID: service.RequestID,
		}
	}
	return wire.Failure{Code: "ClientError", Message: err.Error()}
}
