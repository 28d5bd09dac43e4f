package main

import (
	"net/http"

	"github.com/aliyun/aliyun-oss-go-sdk/oss"

	"interop/wire"
)

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
