import type { IncomingMessage } from "node:http";
import { type OssError, ossError } from "../errors/oss-error";

/**
 * The whole body, or the error for one that is too large: that one is read to its end and thrown away, as a client
 * that is still sending would not see an answer. `aborted` where the client went away.
 */
export function readBody(request: IncomingMessage, limit: number): Promise<Buffer | OssError | "aborted"> {
  const declared = request.headers["content-length"];
  if (declared === "0" || (declared === undefined && request.headers["transfer-encoding"] === undefined)) {
    request.resume();
    return Promise.resolve(Buffer.alloc(0));
  }
  return new Promise((resolve) => {
    let chunks: Buffer[] = [];
    let length = 0;
    request.on("data", (chunk: Buffer) => {
      length += chunk.length;
      if (length <= limit) chunks.push(chunk);
      else chunks = [];
    });
    request.on("end", () => resolve(length > limit ? ossError("EntityTooLarge") : Buffer.concat(chunks, length)));
    request.on("error", () => resolve("aborted"));
    request.on("close", () => resolve("aborted"));
  });
}
