import { CATALOGUE } from "../errors/catalogue";
import { OssError, ossError } from "../errors/oss-error";
import type { OssRequest } from "../http/oss-request";
import { type Level, levelOf, type Route } from "./route";
import { ROUTES } from "./routes";

const byLevel: Readonly<Record<Level, readonly Route[]>> = {
  service: ROUTES.filter((route) => route.level === "service"),
  bucket: ROUTES.filter((route) => route.level === "bucket"),
  object: ROUTES.filter((route) => route.level === "object"),
};

const subResources: Readonly<Record<Level, ReadonlySet<string>>> = {
  service: subResourcesOf("service"),
  bucket: subResourcesOf("bucket"),
  object: subResourcesOf("object"),
};

function subResourcesOf(level: Level): Set<string> {
  return new Set(byLevel[level].flatMap((route) => route.subResource ?? []));
}

/** The operation a request means. Query parameters that select nothing are not looked at, as the service does. */
export function findRoute(request: OssRequest): Route {
  const level = levelOf(request);
  // A browser asks about the request it is going to make, with all of that request's query.
  const preflight = request.method === "OPTIONS" && byLevel[level].find((route) => route.method === "OPTIONS");
  if (preflight) return preflight;
  const selecting = request.query.pairs.map(([name]) => name).filter((name) => subResources[level].has(name));
  const [subResource, ...more] = new Set(selecting);
  if (more.length > 0) throw ossError("ConflictingSubResources", { ArgumentName: [subResource, ...more].join(",") });
  const candidates = byLevel[level].filter((route) => route.subResource === subResource);
  const found = candidates.find(
    (route) => route.method === request.method && (route.applies === undefined || route.applies(request)),
  );
  if (!found) throw methodNotAllowed(request, candidates);
  return found;
}

function methodNotAllowed(request: OssRequest, candidates: readonly Route[]): OssError {
  const allowed = [...new Set(candidates.map((route) => route.method))].join(", ");
  return new OssError(CATALOGUE.MethodNotAllowed, {
    elements: { Method: request.method, AllowedMethods: allowed },
    headers: { Allow: allowed },
  });
}
