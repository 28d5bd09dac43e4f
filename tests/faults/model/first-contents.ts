import type { ForeignWriter } from "./foreign-writer";
import type { Judge } from "./judge";
import type { OssWorld } from "./oss-world";
import type { Places } from "./places";
import { BUCKET_KINDS } from "./program";

/** Makes the buckets of a history, with what somebody else has left in them. */
export function makeBuckets(places: Places, judge: Judge, foreign: ForeignWriter): void {
  const watch = judge.watch.bind(judge);
  for (const kind of BUCKET_KINDS) {
    const name = places.bucketName(kind);
    places.world.addBucket(name, kind === "suspended" ? "Enabled" : "never", watch);
    if (kind === "suspended") suspend(name, places, foreign);
    if (kind === "enabled") enable(name, places, foreign);
  }
}

/** Buckets of the same names at another endpoint, all empty: whoever writes or deletes there is wrong. */
export function makeBucketsElsewhere(elsewhere: OssWorld, places: Places, judge: Judge): void {
  for (const name of places.bucketNames()) {
    elsewhere.addBucket(name, "never", ({ op }) => judge.violated("nothing is done elsewhere", `${op} in ${name}`));
  }
}

/** What was written before the suspension has ids of its own. */
function suspend(bucketName: string, places: Places, foreign: ForeignWriter): void {
  foreign.putObject(bucketName, "latest");
  foreign.putLink(bucketName, { bucket: "suspended", key: "n/1", target: "t/1" });
  places.setVersioning(bucketName, "Suspended");
}

/** What was written before is a version `null`, hidden under a delete marker by now. */
function enable(bucketName: string, places: Places, foreign: ForeignWriter): void {
  const keys = ["latest", "n/1"];
  for (const key of keys) foreign.putObject(bucketName, key);
  places.setVersioning(bucketName, "Enabled");
  for (const key of keys) foreign.delete(bucketName, key);
}
