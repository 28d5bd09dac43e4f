import com.aliyun.oss.model.ListObjectsRequest;
import com.aliyun.oss.model.ListObjectsV2Request;
import com.aliyun.oss.model.ListObjectsV2Result;
import com.aliyun.oss.model.ListVersionsRequest;
import com.aliyun.oss.model.OSSObjectSummary;
import com.aliyun.oss.model.OSSVersionSummary;
import com.aliyun.oss.model.ObjectListing;
import com.aliyun.oss.model.VersionListing;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The protocol's listings by the Java SDK. */
final class Listings {
  /** Unlike the listing of versions, these two leave encoded names to their caller. */
  static Map<String, Object> listObjects(Command c) {
    ListObjectsRequest request = new ListObjectsRequest(c.bucket, c.prefix, c.marker, c.delimiter, c.maxKeys);
    request.setEncodingType("url");
    ObjectListing listing = Operations.client(c).listObjects(request);
    return Operations.result(
        "entries", entries(listing.getObjectSummaries()),
        "prefixes", decoded(listing.getCommonPrefixes()),
        "truncated", listing.isTruncated(),
        "nextMarker", decoded(listing.getNextMarker()));
  }

  static Map<String, Object> listObjectsV2(Command c) {
    ListObjectsV2Request request =
        new ListObjectsV2Request(
            c.bucket, c.prefix, c.continuationToken, c.startAfter, c.delimiter, c.maxKeys, "url", false);
    ListObjectsV2Result listing = Operations.client(c).listObjectsV2(request);
    return Operations.result(
        "entries", entries(listing.getObjectSummaries()),
        "prefixes", decoded(listing.getCommonPrefixes()),
        "truncated", listing.isTruncated(),
        "nextContinuationToken", listing.getNextContinuationToken());
  }

  static Map<String, Object> listVersions(Command c) {
    ListVersionsRequest request =
        new ListVersionsRequest(c.bucket, c.prefix, c.keyMarker, c.versionIdMarker, null, c.maxKeys);
    request.setEncodingType("url");
    VersionListing listing = Operations.client(c).listVersions(request);
    List<Object> versions = new ArrayList<>();
    List<Object> markers = new ArrayList<>();
    for (OSSVersionSummary entry : listing.getVersionSummaries()) {
      Map<String, Object> told =
          Operations.result("key", entry.getKey(), "versionId", entry.getVersionId(), "latest", entry.isLatest());
      (entry.isDeleteMarker() ? markers : versions).add(told);
    }
    return Operations.result(
        "versions", versions,
        "markers", markers,
        "truncated", listing.isTruncated(),
        "nextKeyMarker", listing.getNextKeyMarker(),
        "nextVersionIdMarker", listing.getNextVersionIdMarker());
  }

  private static List<Object> entries(List<OSSObjectSummary> summaries) {
    List<Object> entries = new ArrayList<>();
    for (OSSObjectSummary summary : summaries) {
      entries.add(
          Operations.result(
              "key", decoded(summary.getKey()),
              "type", summary.getType(),
              "etag", summary.getETag(),
              "storageClass", summary.getStorageClass()));
    }
    return entries;
  }

  static List<String> decoded(List<String> names) {
    List<String> all = new ArrayList<>();
    for (String name : names) all.add(decoded(name));
    return all;
  }

  static String decoded(String text) {
    return text == null ? null : URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  private Listings() {}
}
