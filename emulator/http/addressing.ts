import { ossError } from "../errors/oss-error";
import { percentDecode } from "./percent";

/** Where a request goes: which bucket and key, and how the client said so. */
export interface Address {
  readonly style: "path" | "virtual" | "cname";
  readonly bucket: string | undefined;
  readonly key: string | undefined;
  /** The region that a service host name states. */
  readonly region: string | undefined;
}

/** What a Host header tells; `bucket` where the host belongs to one. */
interface HostMeaning {
  readonly style: Address["style"];
  readonly bucket: string | undefined;
  readonly region: string | undefined;
  /** Real endpoints refuse path style (wire-facts §1.1). */
  readonly refusesPathStyle: boolean;
}

/** `[bucket.]oss-<region>[-internal].aliyuncs.com` and `[bucket.]<region>.oss.aliyuncs.com` (§14). */
const REGION_HOST = /^(?:([^.]+)\.)?oss-([a-z0-9-]+?)(?:-internal)?\.aliyuncs\.com$/;
const DUAL_STACK_HOST = /^(?:([^.]+)\.)?([a-z0-9-]+)\.oss\.aliyuncs\.com$/;
const ACCELERATED = /^accelerate(?:-overseas)?$/;
/** `bucket.localhost`, `bucket.127.0.0.1`: what clients make of a loopback endpoint in virtual-hosted style. */
const LOCAL_HOST = /^([^.]+)\.(?:localhost|127\.0\.0\.1)$/;

export function parseAddress(host: string, rawPath: string, cnames: ReadonlyMap<string, string>): Address {
  const meaning = readHost(host, cnames);
  const { style, region } = meaning;
  if (meaning.bucket !== undefined) {
    return { style, region, bucket: meaning.bucket, key: decodeKey(rawPath.slice(1)) };
  }
  const slash = rawPath.indexOf("/", 1);
  const rawBucket = slash < 0 ? rawPath.slice(1) : rawPath.slice(1, slash);
  if (rawBucket === "") {
    if (rawPath !== "/") throw ossError("InvalidBucketName");
    return { style, region, bucket: undefined, key: undefined };
  }
  if (meaning.refusesPathStyle) throw ossError("SecondLevelDomainForbidden");
  const bucket = percentDecode(rawBucket);
  if (bucket === undefined) throw ossError("InvalidBucketName");
  return { style, region, bucket, key: slash < 0 ? undefined : decodeKey(rawPath.slice(slash + 1)) };
}

function readHost(hostHeader: string, cnames: ReadonlyMap<string, string>): HostMeaning {
  const host = hostHeader.replace(/:\d*$/, "").toLowerCase();
  const bound = cnames.get(host);
  if (bound !== undefined) return { style: "cname", bucket: bound, region: undefined, refusesPathStyle: false };
  const [, localBucket] = LOCAL_HOST.exec(host) ?? [];
  if (localBucket) return { style: "virtual", bucket: localBucket, region: undefined, refusesPathStyle: false };
  const service = REGION_HOST.exec(host) ?? DUAL_STACK_HOST.exec(host);
  if (!service) return { style: "path", bucket: undefined, region: undefined, refusesPathStyle: false };
  const [, bucket, region = ""] = service;
  return {
    style: bucket === undefined ? "path" : "virtual",
    bucket,
    region: ACCELERATED.test(region) ? undefined : region,
    refusesPathStyle: true,
  };
}

function decodeKey(rawKey: string): string | undefined {
  if (rawKey === "") return undefined;
  const key = percentDecode(rawKey);
  if (key === undefined) throw ossError("InvalidObjectName");
  return key;
}
