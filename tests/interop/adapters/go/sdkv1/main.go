// The protocol's operations by the first Go SDK.
package main

import (
	"errors"
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
