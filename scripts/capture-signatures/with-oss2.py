"""Sends signed requests with oss2 to the recording server named in the environment. Run by capture-signatures.js."""
import os
import oss2

endpoint, signature, token = os.environ["ENDPOINT"], os.environ["SIGNATURE"], os.environ.get("TOKEN")
key_id, secret = os.environ["ACCESS_KEY_ID"], os.environ["ACCESS_KEY_SECRET"]
if token:
    auth = oss2.StsAuth(key_id, secret, token, auth_version=signature)
else:
    auth = oss2.make_auth(key_id, secret, signature)
bucket = oss2.Bucket(auth, endpoint, "capture-bucket", region="cn-hangzhou", is_path_style=True)

calls = [
    lambda: bucket.put_symlink("dir/target ä+.txt", "link/one +%.txt", headers={"x-oss-meta-owner": "me", "x-oss-tagging": "k=v%2F1", "Content-Type": "text/plain"}),
    lambda: bucket.put_symlink("t", "utf8", headers={"x-oss-meta-name": "J\u00fcrgen".encode("utf-8")}),
    lambda: bucket.get_symlink("link/one +%.txt", params={"versionId": "CAEQ/+="}),
    lambda: bucket.get_symlink("链接"),
    lambda: bucket.head_object("a//b"),
    lambda: bucket.delete_object("emoji 😀"),
    lambda: bucket.get_object_tagging("k", params={"versionId": "null"}),
    lambda: bucket.put_object_acl("k", "private"),
    lambda: bucket.list_objects_v2(prefix="p q/", max_keys=7),
    lambda: bucket.list_object_versions(prefix="p"),
    lambda: bucket.batch_delete_objects(["x", "y&z"]),
    lambda: bucket.get_bucket_versioning(),
]
for call in calls:
    try:
        call()
    except Exception:
        pass
