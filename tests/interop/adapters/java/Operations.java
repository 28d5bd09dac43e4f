import com.aliyun.oss.ClientBuilderConfiguration;
import com.aliyun.oss.HttpMethod;
import com.aliyun.oss.OSS;
import com.aliyun.oss.OSSClientBuilder;
import com.aliyun.oss.common.auth.DefaultCredentialProvider;
import com.aliyun.oss.common.comm.SignVersion;
import com.aliyun.oss.model.Bucket;
import com.aliyun.oss.model.BucketVersioningConfiguration;
import com.aliyun.oss.model.CannedAccessControlList;
import com.aliyun.oss.model.CopyObjectRequest;
import com.aliyun.oss.model.CopyObjectResult;
import com.aliyun.oss.model.CreateBucketRequest;
import com.aliyun.oss.model.CreateSymlinkRequest;
import com.aliyun.oss.model.DeleteObjectsRequest;
import com.aliyun.oss.model.DeleteObjectsResult;
import com.aliyun.oss.model.DeleteVersionsRequest;
import com.aliyun.oss.model.DeleteVersionsResult;
import com.aliyun.oss.model.GenericRequest;
import com.aliyun.oss.model.GetObjectRequest;
import com.aliyun.oss.model.HeadObjectRequest;
import com.aliyun.oss.model.OSSObject;
import com.aliyun.oss.model.OSSSymlink;
import com.aliyun.oss.model.ObjectMetadata;
import com.aliyun.oss.model.PutObjectResult;
import com.aliyun.oss.model.SetBucketVersioningRequest;
import com.aliyun.oss.model.SetObjectAclRequest;
import com.aliyun.oss.model.SetObjectTaggingRequest;
import com.aliyun.oss.model.SimplifiedObjectMeta;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The protocol's operations by the Java SDK. */
final class Operations {
  private static final Map<String, OSS> CLIENTS = new HashMap<>();

  static Map<String, Adapter.Operation> all() {
    Map<String, Adapter.Operation> all = new HashMap<>();
    all.put("connect", Operations::connect);
    all.put("listBuckets", Operations::listBuckets);
    all.put("createBucket", Operations::createBucket);
    all.put("deleteBucket", Operations::deleteBucket);
    all.put("putVersioning", Operations::putVersioning);
    all.put("getVersioning", Operations::getVersioning);
    all.put("putObject", Operations::putObject);
    all.put("getObject", Operations::getObject);
    all.put("headObject", Operations::headObject);
    all.put("objectMeta", Operations::objectMeta);
    all.put("copyObject", Operations::copyObject);
    all.put("restoreObject", Operations::restoreObject);
    all.put("deleteObject", Operations::deleteObject);
    all.put("deleteObjects", Operations::deleteObjects);
    all.put("putSymlink", Operations::putSymlink);
    all.put("getSymlink", Operations::getSymlink);
    all.put("listObjects", Listings::listObjects);
    all.put("listObjectsV2", Listings::listObjectsV2);
    all.put("listVersions", Listings::listVersions);
    all.put("putTags", Operations::putTags);
    all.put("getTags", Operations::getTags);
    all.put("deleteTags", Operations::deleteTags);
    all.put("putAcl", Operations::putAcl);
    all.put("getAcl", Operations::getAcl);
    all.put("presign", Operations::presign);
    return all;
  }

  private static Map<String, Object> connect(Command c) {
    ClientBuilderConfiguration configuration = new ClientBuilderConfiguration();
    configuration.setSignatureVersion("v1".equals(c.signature) ? SignVersion.V1 : SignVersion.V4);
    configuration.setSLDEnabled("path".equals(c.addressing));
    OSS client =
        OSSClientBuilder.create()
            .endpoint(c.endpoint)
            .region(c.region)
            .credentialsProvider(new DefaultCredentialProvider(c.accessKeyId, c.accessKeySecret, c.securityToken))
            .clientConfiguration(configuration)
            .build();
    OSS former = CLIENTS.put(c.as, client);
    if (former != null) former.shutdown();
    return null;
  }

  static OSS client(Command c) {
    return CLIENTS.get(c.as);
  }

  private static Map<String, Object> listBuckets(Command c) {
    List<String> names = new ArrayList<>();
    for (Bucket bucket : client(c).listBuckets()) names.add(bucket.getName());
    return result("buckets", names);
  }

  private static Map<String, Object> createBucket(Command c) {
    CreateBucketRequest request = new CreateBucketRequest(c.bucket);
    if (c.acl != null) request.setCannedACL(CannedAccessControlList.parse(c.acl));
    client(c).createBucket(request);
    return null;
  }

  private static Map<String, Object> deleteBucket(Command c) {
    client(c).deleteBucket(c.bucket);
    return null;
  }

  private static Map<String, Object> putVersioning(Command c) {
    BucketVersioningConfiguration configuration = new BucketVersioningConfiguration();
    configuration.setStatus(c.status);
    client(c).setBucketVersioning(new SetBucketVersioningRequest(c.bucket, configuration));
    return null;
  }

  private static Map<String, Object> getVersioning(Command c) {
    return result("status", client(c).getBucketVersioning(c.bucket).getStatus());
  }

  private static Map<String, Object> putObject(Command c) {
    byte[] body = c.body.getBytes(StandardCharsets.UTF_8);
    PutObjectResult put =
        client(c).putObject(c.bucket, c.key, new ByteArrayInputStream(body), facets(c));
    return result("etag", put.getETag(), "versionId", put.getVersionId());
  }

  private static Map<String, Object> getObject(Command c) throws Exception {
    GetObjectRequest request = new GetObjectRequest(c.bucket, c.key, c.versionId);
    if (c.range != null) request.setRange(c.range.get(0), c.range.get(1));
    if (c.ifNoneMatch != null) request.setNonmatchingETagConstraints(List.of(c.ifNoneMatch));
    try (OSSObject object = client(c).getObject(request)) {
      Map<String, Object> answer = described(object.getObjectMetadata());
      answer.put("body", new String(object.getObjectContent().readAllBytes(), StandardCharsets.UTF_8));
      return answer;
    }
  }

  private static Map<String, Object> headObject(Command c) {
    return described(client(c).headObject(new HeadObjectRequest(c.bucket, c.key, c.versionId)));
  }

  private static Map<String, Object> objectMeta(Command c) {
    SimplifiedObjectMeta meta = client(c).getSimplifiedObjectMeta(named(c));
    return result("etag", meta.getETag(), "contentLength", meta.getSize(), "versionId", meta.getVersionId());
  }

  private static Map<String, Object> copyObject(Command c) {
    CopyObjectRequest request =
        new CopyObjectRequest(c.bucket, c.sourceKey, c.sourceVersionId, c.bucket, c.key);
    CopyObjectResult copied = client(c).copyObject(request);
    return result("etag", copied.getETag(), "versionId", copied.getVersionId());
  }

  private static Map<String, Object> restoreObject(Command c) {
    client(c).restoreObject(c.bucket, c.key);
    return null;
  }

  private static Map<String, Object> deleteObject(Command c) {
    if (c.versionId == null) client(c).deleteObject(c.bucket, c.key);
    else client(c).deleteVersion(c.bucket, c.key, c.versionId);
    return null;
  }

  private static Map<String, Object> deleteObjects(Command c) {
    List<Object> deleted = new ArrayList<>();
    if (c.objects.stream().noneMatch(named -> named.versionId != null)) {
      for (String key : deleteKeys(c)) deleted.add(result("key", key));
      return result("deleted", deleted);
    }
    List<DeleteVersionsRequest.KeyVersion> chosen = new ArrayList<>();
    for (Command.Named named : c.objects) chosen.add(new DeleteVersionsRequest.KeyVersion(named.key, named.versionId));
    DeleteVersionsRequest request = new DeleteVersionsRequest(c.bucket);
    request.setKeys(chosen);
    request.setQuiet(c.quiet);
    for (DeleteVersionsResult.DeletedVersion entry : client(c).deleteVersions(request).getDeletedVersions()) {
      deleted.add(
          result(
              "key", entry.getKey(),
              "versionId", entry.getVersionId(),
              "deleteMarker", entry.isDeleteMarker(),
              "deleteMarkerVersionId", entry.getDeleteMarkerVersionId()));
    }
    return result("deleted", deleted);
  }

  private static List<String> deleteKeys(Command c) {
    List<String> keys = new ArrayList<>();
    for (Command.Named named : c.objects) keys.add(named.key);
    DeleteObjectsRequest request = new DeleteObjectsRequest(c.bucket).withKeys(keys).withQuiet(c.quiet);
    DeleteObjectsResult done = client(c).deleteObjects(request.withEncodingType("url"));
    return "url".equals(done.getEncodingType()) ? Listings.decoded(done.getDeletedObjects()) : done.getDeletedObjects();
  }

  /** The SDK hands out nothing of the answer to this call. */
  private static Map<String, Object> putSymlink(Command c) {
    CreateSymlinkRequest request = new CreateSymlinkRequest(c.bucket, c.key, c.target);
    request.setMetadata(facets(c));
    client(c).createSymlink(request);
    return null;
  }

  private static Map<String, Object> getSymlink(Command c) {
    OSSSymlink link = client(c).getSymlink(named(c));
    Map<String, Object> answer = described(link.getMetadata());
    answer.put("target", link.getTarget());
    return answer;
  }

  private static Map<String, Object> putTags(Command c) {
    SetObjectTaggingRequest request = new SetObjectTaggingRequest(c.bucket, c.key, c.tags);
    request.setVersionId(c.versionId);
    client(c).setObjectTagging(request);
    return null;
  }

  private static Map<String, Object> getTags(Command c) {
    return result("tags", client(c).getObjectTagging(named(c)).getAllTags());
  }

  private static Map<String, Object> deleteTags(Command c) {
    client(c).deleteObjectTagging(named(c));
    return null;
  }

  private static Map<String, Object> putAcl(Command c) {
    CannedAccessControlList acl = CannedAccessControlList.parse(c.acl);
    client(c).setObjectAcl(new SetObjectAclRequest(c.bucket, c.key, c.versionId, acl));
    return null;
  }

  private static Map<String, Object> getAcl(Command c) {
    return result("acl", client(c).getObjectAcl(named(c)).getPermission().toString());
  }

  private static Map<String, Object> presign(Command c) {
    Date until = new Date(System.currentTimeMillis() + c.expires * 1000);
    HttpMethod method = HttpMethod.valueOf(c.method);
    return result("url", client(c).generatePresignedUrl(c.bucket, c.key, until, method).toString());
  }

  private static GenericRequest named(Command c) {
    return new GenericRequest(c.bucket, c.key, c.versionId);
  }

  private static ObjectMetadata facets(Command c) {
    ObjectMetadata metadata = new ObjectMetadata();
    if (c.metadata != null) metadata.setUserMetadata(new HashMap<>(c.metadata));
    if (c.contentType != null) metadata.setContentType(c.contentType);
    if (c.tags != null) metadata.setObjectTagging(c.tags);
    if (c.acl != null) metadata.setObjectAcl(CannedAccessControlList.parse(c.acl));
    if (c.storageClass != null) metadata.setHeader("x-oss-storage-class", c.storageClass);
    if (c.forbidOverwrite) metadata.setHeader("x-oss-forbid-overwrite", "true");
    return metadata;
  }

  private static Map<String, Object> described(ObjectMetadata metadata) {
    Map<String, Object> raw = metadata.getRawMetadata();
    return result(
        "etag", metadata.getETag(),
        "versionId", metadata.getVersionId(),
        "contentType", metadata.getContentType(),
        "contentLength", raw.get("Content-Length"),
        "objectType", metadata.getObjectType(),
        "lastModified", String.valueOf(raw.get("Last-Modified")),
        "metadata", metadata.getUserMetadata());
  }

  static Map<String, Object> result(Object... pairs) {
    Map<String, Object> result = new HashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      if (pairs[i + 1] != null) result.put((String) pairs[i], pairs[i + 1]);
    }
    return result;
  }

  private Operations() {}
}
