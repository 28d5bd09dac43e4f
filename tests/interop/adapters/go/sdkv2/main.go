// The protocol's operations by the second Go SDK.
package main

import (
	"context"
	"errors"
	"net/http"
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
