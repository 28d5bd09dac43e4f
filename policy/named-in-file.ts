/** The names of rules in a file of `--policy-pack-config`. */
import { createRequire } from "node:module";

interface ConfigureMethod {
  requestDeserialize: (bytes: Buffer) => ConfigureRequest;
}

interface ConfigureRequest {
  getPolicyconfigMap: () => { entries(): Iterable<[name: string, config: unknown]> };
}

/**
 * All of a file reaches the pack in one message. @pulumi/policy hands each rule its own part and drops what belongs to
 * none, so the names are read where the message arrives. What `check` throws, the engine reports as its reason to stop.
 * @param policyPackage the file of the copy of @pulumi/policy that serves the pack
 */
export function whenConfigured(policyPackage: string, check: (names: readonly string[]) => void): void {
  const { AnalyzerService } = createRequire(policyPackage)("@pulumi/pulumi/proto/analyzer_grpc_pb");
  const method: ConfigureMethod = AnalyzerService.configure;
  const read = method.requestDeserialize;
  method.requestDeserialize = (bytes) => {
    const request = read(bytes);
    const parts = request.getPolicyconfigMap();
    // What this throws is answered to the engine; what the reading itself throws is not.
    request.getPolicyconfigMap = () => {
      check(Array.from(parts.entries(), ([name]) => name));
      return parts;
    };
    return request;
  };
}
