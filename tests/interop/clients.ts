import type { Ability, Operation } from "./protocol";

/** A client program and what it cannot do, each with the reason; cases that need such a thing are skipped for it. */
export interface ClientProfile {
  /** The name scripts/clients.js knows it by. */
  readonly name: string;
  readonly title: string;
  /** Runs in a browser: bucket names in the host, and every bucket needs CORS rules. */
  readonly browser?: boolean;
  readonly lacks: Partial<Record<Ability | Operation, string>>;
}

export const GO_V2: ClientProfile = {
  name: "go-v2",
  title: "Go SDK V2",
  lacks: {},
};
export const GO_V1: ClientProfile = { name: "go-v1", title: "Go SDK V1", lacks: {} };
export const ALI_OSS: ClientProfile = { name: "ali-oss", title: "ali-oss", lacks: {} };
export const BROWSER: ClientProfile = { name: "browser", title: "ali-oss in Chromium", browser: true, lacks: {} };
export const OSS2: ClientProfile = { name: "oss2", title: "Python oss2", lacks: {} };
export const OSS_V2: ClientProfile = { name: "oss-v2", title: "Python alibabacloud-oss-v2", lacks: {} };
export const JAVA: ClientProfile = { name: "java", title: "Java SDK", lacks: {} };
export const OSSUTIL: ClientProfile = { name: "ossutil", title: "ossutil", lacks: {} };

const EXPOSED = [
  "ETag",
  "Content-Type",
  "Content-Length",
  "Last-Modified",
  "x-oss-request-id",
  "x-oss-version-id",
  "x-oss-delete-marker",
  "x-oss-symlink-target",
  "x-oss-object-type",
  "x-oss-meta-owner",
  "x-oss-meta-build",
  "x-oss-meta-of",
  "x-oss-meta-seen",
  "x-oss-meta-a",
  "x-oss-meta-b",
  "x-oss-meta-note",
];

/** A browser shows its page only the headers that a rule exposes. */
export const CORS_FOR_BROWSERS = `<CORSConfiguration><CORSRule><AllowedOrigin>*</AllowedOrigin>${["GET", "PUT", "POST", "HEAD", "DELETE"]
  .map((method) => `<AllowedMethod>${method}</AllowedMethod>`)
  .join("")}<AllowedHeader>*</AllowedHeader>${EXPOSED.map((name) => `<ExposeHeader>${name}</ExposeHeader>`).join("")}</CORSRule></CORSConfiguration>`;
