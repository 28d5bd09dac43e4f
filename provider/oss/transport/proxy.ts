/** Proxy variables of the environment, in the spellings that curl and most tools read. */
export type ProxyEnvironment = Readonly<Record<string, string | undefined>>;

export interface ProxyChoice {
  readonly httpProxy: string;
  readonly httpsProxy: string;
  readonly noProxy: string;
}

/** The proxy for a protocol; undefined if there is none. An https endpoint never goes through HTTP_PROXY. */
export function proxyFor(protocol: string, environment: ProxyEnvironment): ProxyChoice | undefined {
  const own =
    protocol === "https:"
      ? (environment.https_proxy ?? environment.HTTPS_PROXY)
      : (environment.http_proxy ?? environment.HTTP_PROXY);
  const proxy = own || environment.all_proxy || environment.ALL_PROXY;
  if (!proxy) return undefined;
  return { httpProxy: proxy, httpsProxy: proxy, noProxy: environment.no_proxy ?? environment.NO_PROXY ?? "" };
}
