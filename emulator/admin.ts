import type { FaultRule } from "./faults/fault-rule";
import type { RequestHead } from "./http/oss-request";
import type { Reply } from "./http/reply";
import type { Service } from "./service";

export const ADMIN_PREFIX = "/_oss-symlink/";

type AdminAction = (service: Service, body: Buffer, id: string, reset: () => void) => unknown;

/** `METHOD path`; `:id` stands for the last part of the path. */
const ACTIONS: Readonly<Record<string, AdminAction>> = {
  "GET requests": (service) => service.requests.list(),
  "DELETE requests": (service) => service.requests.clear(),
  "GET faults": (service) => service.faults.list(),
  "POST faults": (service, body) => ({ id: service.faults.add(JSON.parse(body.toString("utf8")) as FaultRule) }),
  "DELETE faults": (service) => service.faults.clear(),
  "DELETE faults/:id": (service, _body, id) => ({ removed: service.faults.remove(id) }),
  "POST reset": (_service, _body, _id, reset) => reset(),
};

/** The switches of docs/local-oss.md; no bucket can have this name, so they stand in nobody's way. */
export function answerAdmin(service: Service, head: RequestHead, body: Buffer, reset: () => void): Reply {
  // A page in a browser can reach the loopback interface; it cannot leave out its origin.
  if (head.headers.origin !== undefined) return jsonReply(403, { error: "not for browsers" });
  const path = head.url.slice(ADMIN_PREFIX.length);
  const [, folder, id = ""] = /^([a-z]+)(?:\/([A-Za-z0-9-]+))?$/.exec(path) ?? [];
  const action = `${head.method} ${folder}${id === "" ? "" : "/:id"}`;
  const run = Object.hasOwn(ACTIONS, action) ? ACTIONS[action] : undefined;
  if (!run) return jsonReply(404, { error: `no such action; there are ${Object.keys(ACTIONS).join(", ")}` });
  try {
    return jsonReply(200, run(service, body, id, reset) ?? {});
  } catch (error) {
    return jsonReply(400, { error: error instanceof Error ? error.message : String(error) });
  }
}

function jsonReply(status: number, value: unknown): Reply {
  return { status, headers: { "Content-Type": "application/json" }, body: Buffer.from(`${JSON.stringify(value)}\n`) };
}
