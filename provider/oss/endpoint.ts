/** Where a request goes: origin, path and host for a bucket and a key, in the address style of the endpoint. */
import { isIP } from "node:net";
import { encodePath } from "./encoding";
import { OssError } from "./error";
import { hostName, isLoopback } from "./host";
import type { Addressing } from "./types";

export interface Endpoint {
  /** `https:` or `http:`. */
  readonly protocol: string;
  /** Host and, if not the default one, port. */
  readonly host: string;
  /** Protocol and host, without any bucket. */
  readonly origin: string;
  readonly style: Exclude<Addressing, "auto">;
  readonly loopback: boolean;
}

export interface Address {
  /** `https://bucket.host`. */
  readonly origin: string;
  /** Percent-encoded, sent byte for byte. */
  readonly path: string;
}

const HOST = /^(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+)(:[0-9]{1,5})?$/;
const REGION = /^[a-z0-9-]+$/;

/** The service's endpoint of a region (given with or without `oss-` in front), or the one given. */
export function resolveEndpoint(options: { endpoint?: string; region?: string; addressing?: Addressing }): Endpoint {
  const region = plainRegion(options.region);
  if (region !== undefined && !REGION.test(region)) {
    throw refused("region", "must be lower-case letters, digits and hyphens, such as cn-hangzhou");
  }
  const text = options.endpoint ?? (region === undefined ? undefined : `oss-${region}.aliyuncs.com`);
  if (text === undefined) throw refused("region", "is missing, and no endpoint is given either");
  const match = /^(?:(https?):\/\/)?([^/?#]*)\/?$/i.exec(text);
  const host = match?.[2]?.toLowerCase();
  if (!match || host === undefined || !HOST.test(host) || !URL.canParse(`https://${host}`)) {
    throw refused("endpoint", "must be a host or a URL without path, such as https://oss-cn-hangzhou.aliyuncs.com");
  }
  const protocol = `${match[1]?.toLowerCase() ?? "https"}:`;
  const name = hostName(host);
  const numeric = isIP(name) !== 0 || name === "localhost";
  const style = options.addressing ?? "auto";
  if (style === "virtual" && isIP(name) !== 0) {
    throw refused("addressing", "cannot be virtual for an IP address, which cannot have a bucket in front");
  }
  return {
    protocol,
    host,
    origin: `${protocol}//${host}`,
    style: style === "auto" ? (numeric ? "path" : "virtual") : style,
    loopback: isLoopback(name),
  };
}

/** `cn-hangzhou` for `oss-cn-hangzhou`, which some tools want as a region. */
export function plainRegion(region: string | undefined): string | undefined {
  return region?.startsWith("oss-") ? region.slice(4) : region;
}

/** The region that a public, internal or dual-stack host of the service names. */
export function regionOfHost(host: string): string | undefined {
  const match = /^(?:oss-([a-z0-9-]+?)(?:-internal)?|([a-z0-9-]+)\.oss)\.aliyuncs\.com$/.exec(hostName(host));
  const region = match?.[1] ?? match?.[2];
  return region?.startsWith("accelerate") ? undefined : region;
}

export function addressOf(endpoint: Endpoint, bucket: string, key: string | undefined): Address {
  const path = key === undefined ? "/" : `/${encodePath(key)}`;
  if (endpoint.style === "path") return { origin: endpoint.origin, path: `/${bucket}${path}` };
  if (endpoint.style === "cname") return { origin: endpoint.origin, path };
  return { origin: `${endpoint.protocol}//${bucket}.${endpoint.host}`, path };
}

function refused(property: string, reason: string): OssError {
  return OssError.invalidInput("configure", {}, [{ path: [property], reason }]);
}
