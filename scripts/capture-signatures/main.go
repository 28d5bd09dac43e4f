// Sends signed requests with the Go SDK V2 to the recording server named in the environment. Run by capture-signatures.js.
package main

import (
	"context"
	"os"

	"github.com/aliyun/alibabacloud-oss-go-sdk-v2/oss"
	"github.com/aliyun/alibabacloud-oss-go-sdk-v2/oss/credentials"
)

func main() {
	version := oss.SignatureVersionV4
	if os.Getenv("SIGNATURE") == "v1" {
		version = oss.SignatureVersionV1
	}
	provider := credentials.NewStaticCredentialsProvider(os.Getenv("ACCESS_KEY_ID"), os.Getenv("ACCESS_KEY_SECRET"), os.Getenv("TOKEN"))
	client := oss.NewClient(oss.LoadDefaultConfig().
		WithCredentialsProvider(provider).
		WithRegion("cn-hangzhou").
		WithEndpoint(os.Getenv("ENDPOINT")).
		WithUsePathStyle(true).
		WithRetryMaxAttempts(1).
		WithSignatureVersion(version))
	ctx := context.Background()
	bucket := oss.Ptr("capture-bucket")
	client.PutSymlink(ctx, &oss.PutSymlinkRequest{
		Bucket: bucket, Key: oss.Ptr("link/one +%.txt"), Target: oss.Ptr("dir%2Ftarget%20%C3%A4%2B.txt"),
		Metadata: map[string]string{"owner": "Jürgen", "b-c": "2"}, Acl: oss.ObjectACLPrivate,
		StorageClass: oss.StorageClassIA, ForbidOverwrite: oss.Ptr("true"),
	})
	client.GetSymlink(ctx, &oss.GetSymlinkRequest{Bucket: bucket, Key: oss.Ptr("link/one +%.txt"), VersionId: oss.Ptr("CAEQ/+=")})
	client.GetSymlink(ctx, &oss.GetSymlinkRequest{Bucket: bucket, Key: oss.Ptr("a/../链接")})
	client.HeadObject(ctx, &oss.HeadObjectRequest{Bucket: bucket, Key: oss.Ptr("a//b")})
	client.DeleteObject(ctx, &oss.DeleteObjectRequest{Bucket: bucket, Key: oss.Ptr("emoji 😀"), VersionId: oss.Ptr("null")})
	client.GetObjectTagging(ctx, &oss.GetObjectTaggingRequest{Bucket: bucket, Key: oss.Ptr("k")})
	client.PutObjectTagging(ctx, &oss.PutObjectTaggingRequest{Bucket: bucket, Key: oss.Ptr("k"), Tagging: &oss.Tagging{
		TagSet: &oss.TagSet{Tags: []oss.Tag{{Key: oss.Ptr("a"), Value: oss.Ptr("1")}}},
	}})
	client.PutObjectAcl(ctx, &oss.PutObjectAclRequest{Bucket: bucket, Key: oss.Ptr("k"), Acl: oss.ObjectACLPrivate})
	client.ListObjectsV2(ctx, &oss.ListObjectsV2Request{Bucket: bucket, Prefix: oss.Ptr("p q/"), MaxKeys: 7})
	client.ListObjectVersions(ctx, &oss.ListObjectVersionsRequest{Bucket: bucket, Prefix: oss.Ptr("p")})
	client.DeleteMultipleObjects(ctx, &oss.DeleteMultipleObjectsRequest{Bucket: bucket, Objects: []oss.DeleteObject{{Key: oss.Ptr("x")}, {Key: oss.Ptr("y&z")}}})
	client.GetBucketVersioning(ctx, &oss.GetBucketVersioningRequest{Bucket: bucket})
}
