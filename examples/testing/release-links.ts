import { Symlink } from "pulumi-oss-symlink";

const files = ["app.tgz", "notes.txt"];

/** Stable names for the files of a release. A pre-release gets none. */
export function releaseLinks(bucket: string, release: string): Symlink[] {
  if (release.includes("-")) return [];
  return files.map(
    (file) =>
      new Symlink(file, {
        bucket,
        key: `latest/${file}`,
        target: `releases/${release}/${file}`,
        metadata: { release },
      }),
  );
}
