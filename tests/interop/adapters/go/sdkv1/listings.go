package main

import (
	"github.com/aliyun/aliyun-oss-go-sdk/oss"

	"interop/wire"
)

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
