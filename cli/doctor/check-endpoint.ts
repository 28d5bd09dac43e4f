import { plainHttpWarning } from "../../provider/config/plain-http";
import type { Environment, Settings } from "../../provider/config/settings";
import { endpointVariable, type OssClient, regionVariable } from "../../provider/oss";
import type { ConnectionValues } from "../connection";
import type { Finding } from "./finding";

/** Where requests go, and what said so. Pure. */
export function checkEndpoint(
  client: Pick<OssClient, "endpoint" | "region">,
  settings: Settings,
  values: ConnectionValues,
  environment: Environment,
): Finding[] {
  const { endpoint, region } = client;
  const style = STYLES[endpoint.style];
  const said = values.endpoint !== undefined ? "--endpoint" : endpointVariable(environment);
  const from = said === undefined ? "the region's public endpoint" : `from ${said}`;
  const where: Finding = { topic: "endpoint", verdict: "ok", text: `${endpoint.origin}, ${style} (${from})` };
  const plain = plainHttpWarning(settings.endpoint);
  return [
    plain === undefined ? where : { ...where, verdict: "warning", text: `${where.text}; ${plain}`, todo: "use https" },
    regionFinding(region, values, environment),
  ];
}

const STYLES = {
  virtual: "the bucket in the host name",
  path: "the bucket in the path",
  cname: "a domain of one bucket",
} as const;

function regionFinding(region: string | undefined, values: ConnectionValues, environment: Environment): Finding {
  const said = values.region !== undefined ? "--region" : regionVariable(environment);
  if (region === undefined) return { topic: "region", verdict: "ok", text: "none; signatures of version 1 do without" };
  return { topic: "region", verdict: "ok", text: `${region} (from ${said ?? "the endpoint's host"})` };
}
