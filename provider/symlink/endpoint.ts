import type { PropertyValue } from "../protocol/values";

export interface Moved {
  readonly before: string;
  readonly now: string;
  readonly warning: string;
}

/** Set if a state was written at another endpoint than the one that is configured now. */
export function movedFrom(stateUrl: PropertyValue | undefined, urlNow: string, bucket: string): Moved | undefined {
  if (typeof stateUrl !== "string" || stateUrl === urlNow) return undefined;
  const [before, now] = [serviceAt(stateUrl, bucket), serviceAt(urlNow, bucket)];
  if (before === now) return undefined;
  const warning = `this stack's links were written at ${before}, and the provider is configured for ${now}: is that the right stack, and the right endpoint?`;
  return { before, now, warning };
}

/** The host that serves a URL, whatever way the bucket gets into it. A region's internal host is the same service. */
export function serviceAt(url: string, bucket: string): string {
  const { host, pathname } = URL.canParse(url) ? new URL(url) : { host: url, pathname: "" };
  // Where the path begins with the bucket, a host that does is another service than the one without.
  const isVirtual = host.startsWith(`${bucket}.`) && !pathname.startsWith(`/${bucket}/`);
  const bare = isVirtual ? host.slice(bucket.length + 1) : host;
  return bare.replace(/-internal(\.aliyuncs\.com)$/, "$1");
}
