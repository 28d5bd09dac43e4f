package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/aliyun/alibabacloud-oss-go-sdk-v2/oss"

	"interop/wire"
)

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
