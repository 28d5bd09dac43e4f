import type { CredentialReport } from "../../provider/oss";
import type { Finding } from "./finding";

/** Where credentials were found, and what the places before lacked. Never what they are. Pure. */
export function checkCredentials({ source, temporary, tried }: CredentialReport): Finding {
  const lacks = tried.map((text) => `\n  not in ${text}`).join("");
  if (source === undefined) {
    const todo = "set OSS_ACCESS_KEY_ID and OSS_ACCESS_KEY_SECRET, or configure a profile or a role";
    return { topic: "credentials", verdict: "error", text: `none found${lacks}`, todo };
  }
  const kind = temporary ? " (temporary, with a security token)" : "";
  return { topic: "credentials", verdict: "ok", text: `${source}${kind}${lacks}` };
}
