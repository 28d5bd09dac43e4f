import type { Choice, Field } from "../properties/field";

const ADDRESSING: Choice = {
  name: "Addressing",
  doc: "How a bucket gets into the URL.",
  values: [
    { name: "Auto", value: "auto", doc: "By path for IP addresses and localhost, in the host name otherwise." },
    { name: "Virtual", value: "virtual", doc: "In the host name." },
    { name: "Path", value: "path", doc: "In the path." },
    { name: "Cname", value: "cname", doc: "Not at all: the endpoint is a domain bound to one bucket." },
  ],
};

const SIGNATURE_VERSION: Choice = {
  name: "SignatureVersion",
  doc: "How requests are signed.",
  values: [
    { name: "V4", value: "v4", doc: "OSS4-HMAC-SHA256." },
    { name: "V1", value: "v1", doc: "The older one, for services that know no other." },
  ],
};

/** Provider options. Where a value comes from when it is not given is decided when the provider is configured. */
export const CONFIG_FIELDS: readonly Field[] = [
  {
    name: "region",
    type: "string",
    doc: "Region of the buckets, such as `cn-hangzhou`. Read from `OSS_REGION` if not given.",
  },
  {
    name: "endpoint",
    type: "string",
    doc: "Host or URL of the service, if not the region's public one: an internal or accelerated endpoint, a domain of your own, a local server. Read from `OSS_ENDPOINT` if not given. Plain `http://` must be spelled out.",
  },
  {
    name: "addressing",
    type: "string",
    choice: ADDRESSING,
    doc: "How a bucket gets into the URL: `auto` (the default), `virtual`, `path` or `cname`.",
  },
  {
    name: "accessKeyId",
    type: "string",
    doc: "Access key. Better given by the environment (`OSS_ACCESS_KEY_ID`): what is set here is kept in the stack's state.",
  },
  {
    name: "accessKeySecret",
    type: "string",
    secret: true,
    doc: "Secret of the access key. Better given by the environment (`OSS_ACCESS_KEY_SECRET`).",
  },
  {
    name: "securityToken",
    type: "string",
    secret: true,
    doc: "Token of temporary credentials. Better given by the environment (`OSS_SESSION_TOKEN`).",
  },
  {
    name: "profile",
    type: "string",
    doc: "Profile of the Alibaba Cloud CLI's configuration to take credentials from.",
  },
  { name: "roleArn", type: "string", doc: "RAM role to assume with the credentials found." },
  {
    name: "signatureVersion",
    type: "string",
    choice: SIGNATURE_VERSION,
    doc: "`v4` (the default) or `v1`.",
  },
  { name: "maxRetries", type: "number", doc: "How often a request is tried again after a failure that may pass." },
  { name: "timeoutSeconds", type: "number", doc: "Time limit of one call to the service, retries included." },
  { name: "maxConnections", type: "number", doc: "How many connections to the service are held open at once." },
  {
    name: "requestPayer",
    type: "boolean",
    doc: "Accept the charge for requests to a bucket of another account that bills whoever asks.",
  },
  {
    name: "enforce",
    type: "boolean",
    doc: "Default of the resources' `enforce`: read every link before it is planned, and put right what somebody else changed.",
  },
];
