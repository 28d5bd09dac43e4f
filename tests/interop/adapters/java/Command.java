import java.util.List;
import java.util.Map;

/** Every argument of every operation; absent ones are null or zero. */
final class Command {
  static final class Named {
    String key;
    String versionId;
  }

  int id;
  String op;
  String as;

  String endpoint;
  String region;
  String accessKeyId;
  String accessKeySecret;
  String securityToken;
  String signature;
  String addressing;

  String bucket;
  String key;
  String versionId;
  String body;
  String target;
  String contentType;
  Map<String, String> metadata;
  Map<String, String> tags;
  String acl;
  String storageClass;
  boolean forbidOverwrite;
  String status;
  List<Long> range;
  String ifNoneMatch;
  String sourceKey;
  String sourceVersionId;
  List<Named> objects;
  boolean quiet;

  String prefix;
  String delimiter;
  String marker;
  String startAfter;
  String continuationToken;
  String keyMarker;
  String versionIdMarker;
  Integer maxKeys;

  String method;
  long expires;
}
