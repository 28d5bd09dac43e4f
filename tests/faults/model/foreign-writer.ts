import { newVersionId } from "../../../emulator/operations/versions";
import { randomHex } from "../../../emulator/random-hex";
import { NO_BODY, type ObjectVersion } from "../../../emulator/store/model";
import type { Places } from "./places";
import type { Link, Place } from "./program";
import type { Foreign } from "./steps";

const NEXT_STATE = { never: "Enabled", Enabled: "Suspended", Suspended: "Enabled" } as const;

/** Somebody who writes to the same buckets, straight into the server. */
export class ForeignWriter {
  constructor(private readonly places: Places) {}

  /** @param declared what some program declares at that place. */
  act(action: Foreign, place: Place, declared: Link | undefined): void {
    const bucketName = this.places.bucketName(place.bucket);
    const { key } = place;
    switch (action.kind) {
      case "put object":
        this.putObject(bucketName, key);
        break;
      case "put link":
        this.putLink(
          bucketName,
          action.facets ? { ...place, target: action.target, ...FACETS } : { ...place, target: action.target },
        );
        break;
      case "put identical link":
        this.putLink(bucketName, declared ?? { ...place, target: "t/1" });
        break;
      case "delete":
        this.delete(bucketName, key);
        break;
      case "delete version":
        this.#deleteVersion(bucketName, key, action.which);
        break;
      case "set acl":
        this.#edit(bucketName, key, { acl: action.acl });
        break;
      case "set tags":
        this.#edit(bucketName, key, { tags: action.value === "" ? {} : { team: action.value } });
        break;
      case "switch versioning":
        this.places.setVersioning(bucketName, NEXT_STATE[this.places.versioning(bucketName)]);
        break;
      case "enable versioning":
        this.places.setVersioning(bucketName, "Enabled");
        break;
      case "suspend versioning":
        if (this.places.versioning(bucketName) === "Enabled") this.places.setVersioning(bucketName, "Suspended");
        break;
    }
  }

  putObject(bucketName: string, key: string): void {
    this.#put(bucketName, { key, kind: "Normal", body: Buffer.from("foreign") });
  }

  putLink(bucketName: string, { key, target, metadata = {}, contentType, cacheControl, acl, tags = {} }: Link): void {
    const headers: Record<string, string> = { "content-type": contentType ?? "application/octet-stream" };
    if (cacheControl !== undefined) headers["cache-control"] = cacheControl;
    for (const [name, text] of Object.entries(metadata)) headers[`x-oss-meta-${name.toLowerCase()}`] = text;
    this.#put(bucketName, {
      key,
      kind: "Symlink",
      target,
      headers,
      acl: (acl ?? "default") as ObjectVersion["acl"],
      tags,
    });
  }

  #put(bucketName: string, content: Partial<ObjectVersion> & { readonly key: string }): void {
    const bucket = this.places.world.store.bucket(bucketName);
    if (bucket === undefined) return;
    const lastModified = Math.floor(Date.now() / 1000) * 1000;
    const version: ObjectVersion = {
      ...EMPTY,
      etag: randomHex(16),
      versionId: newVersionId(bucket),
      lastModified,
      ...content,
    };
    this.places.world.store.commit({ op: "put", bucket: bucketName, version });
  }

  delete(bucketName: string, key: string): void {
    if (this.places.versioning(bucketName) === "never") this.#deleteVersion(bucketName, key, 0);
    else this.#put(bucketName, { key, kind: "DeleteMarker", etag: "" });
  }

  #deleteVersion(bucketName: string, key: string, which: number): void {
    const versions = this.places.versions(bucketName, key);
    const version = versions[which % Math.max(1, versions.length)];
    if (version) this.places.world.store.commit({ op: "drop", bucket: bucketName, key, versionId: version.versionId });
  }

  #edit(bucketName: string, key: string, change: Partial<ObjectVersion>): void {
    const live = this.places.live(bucketName, key);
    if (live.kind === "nothing") return;
    this.places.world.store.commit({ op: "edit", bucket: bucketName, version: { ...live.version, ...change } });
  }
}

const FACETS = { acl: "private", tags: { by: "somebody" }, metadata: { made: "elsewhere" }, cacheControl: "no-store" };

const EMPTY: Omit<ObjectVersion, "key" | "versionId" | "lastModified" | "etag"> = {
  kind: "Normal",
  target: "",
  body: NO_BODY,
  crc64: "0",
  headers: {},
  acl: "default",
  tags: {},
  storageClass: "Standard",
  restore: undefined,
};
