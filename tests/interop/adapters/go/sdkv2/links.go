package main

import (
	"net/url"
	"strings"
	"time"

	"github.com/aliyun/alibabacloud-oss-go-sdk-v2/oss"

	"interop/wire"
)

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
