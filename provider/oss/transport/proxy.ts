import { OssError } from "../error";

/** Proxy variables of the environment, in the spellings that curl and most tools read. */
export type ProxyEnvironment = Readonly<Record<string, string | undefined>>;

export interface ProxyChoice {
  readonly httpProxy: string;
  readonly httpsProxy: string;
  readonly noProxy: string;
}

/** The proxy for a protocol; undefined if there is none. An https endpoint never goes through HTTP_PROXY. */
export function proxyFor(protocol: string, environment: ProxyEnvironment): ProxyChoice | undefined {
  const own = protocol === "https:" ? ["https_proxy", "HTTPS_PROXY"] : ["http_proxy", "HTTP_PROXY"];
  const name = [...own, "all_proxy", "ALL_PROXY"].find((variable) => environment[variable]);
  if (name === undefined) return undefined;
  const given = environment[name] as string;
  const proxy = /^[a-z][a-z0-9]*:\/\//i.test(given) ? given : `http://${given}`;
  if (!URL.canParse(proxy)) {
    // The value may hold a password: it is not quoted.
    const reason = "is not a proxy's address, such as http://proxy.example.com:3128";
    throw OssError.invalidInput("configure", {}, [{ path: [name], reason }]);
  }
  return { httpProxy: proxy, httpsProxy: proxy, noProxy: environment.no_proxy ?? environment.NO_PROXY ?? "" };
}
