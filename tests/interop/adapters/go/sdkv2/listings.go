package main

import (
	"github.com/aliyun/alibabacloud-oss-go-sdk-v2/oss"

	"interop/wire"
)

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
