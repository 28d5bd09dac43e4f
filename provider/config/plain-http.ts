import { hostName, isLoopback } from "../oss/host";

/** What to say of an endpoint that is reached without encryption from another machine; undefined if it is not. */
export function plainHttpWarning(endpoint: string | undefined): string | undefined {
  if (endpoint === undefined || !/^http:/i.test(endpoint)) return undefined;
  const host = hostName(endpoint.replace(/^http:\/*/i, "").replace(/\/.*$/, ""));
  if (isLoopback(host)) return undefined;
  return `requests to ${host} go over plain http: whoever is on the way can read and change them; give the endpoint with https`;
}
