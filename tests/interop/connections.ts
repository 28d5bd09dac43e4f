import type { ClientProfile } from "./clients";
import type { Connection } from "./protocol";

/** Temporary credentials that the server of every suite knows. */
export const TEMPORARY = {
  accessKeyId: "STS.temporary",
  accessKeySecret: "temporary-secret",
  securityToken: "tok/en+=",
};

interface Server {
  readonly endpoint: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
}

/** With all rights, signature version 4, bucket names in the path. */
export function ownerConnection({ endpoint, region, accessKeyId, accessKeySecret }: Server): Connection {
  return { endpoint, region, accessKeyId, accessKeySecret, signature: "v4", addressing: "path" };
}

/** The same in the way the client addresses buckets. */
export function connectionFor(profile: ClientProfile, server: Server): Connection {
  const connection = ownerConnection(server);
  return profile.browser ? virtualHosted(connection) : connection;
}

/** By the service's own host name, bucket names in front of it; the client sends every name to this machine. */
export function virtualHosted(connection: Connection): Connection {
  const { port } = new URL(connection.endpoint);
  return { ...connection, addressing: "virtual", endpoint: `http://oss-${connection.region}.aliyuncs.com:${port}` };
}
