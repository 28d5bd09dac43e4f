/** PutSymlink and GetSymlink. */
import { decodeComponent } from "../encoding";
import { LOCAL_CODE, OssError } from "../error";
import type { Exchange } from "../exchange";
import type { Answer } from "../transport/answer";
import type { CallOptions, PutResult, SymlinkInfo, SymlinkInput, VersionOptions } from "../types";
import { addContentHeaders, dateOf, unquoteEtag } from "./answers";
import { checkedPutHeaders } from "./headers";
import { putResult } from "./objects";
import { versionQuery } from "./query";

/** Makes a link, in place of whatever has its key unless that is forbidden. The target need not exist. */
export async function putSymlink(
  exchange: Exchange,
  bucket: string,
  key: string,
  input: SymlinkInput,
  options: CallOptions,
): Promise<PutResult> {
  const headers = checkedPutHeaders("PutSymlink", bucket, key, input, input.target);
  const guarded = input.forbidOverwrite === true;
  const answer = await exchange.run(
    {
      operation: "PutSymlink",
      method: "PUT",
      bucket,
      key,
      query: "symlink",
      headers,
      repeat: guarded && input.guardEffective === true ? "always" : "unless-ambiguous",
      guarded,
    },
    options,
  );
  return putResult(answer);
}

/** Reads a link itself, whether or not its target exists. */
export async function getSymlink(
  exchange: Exchange,
  bucket: string,
  key: string,
  options: VersionOptions,
): Promise<SymlinkInfo> {
  const operation = "GetSymlink";
  const query = versionQuery("symlink", operation, bucket, key, options.versionId);
  const answer = await exchange.run(
    { operation, method: "GET", bucket, key, query, headers: [], repeat: "always" },
    options,
  );
  const { headers } = answer;
  const target = headers.symlinkTarget === undefined ? undefined : decodeComponent(headers.symlinkTarget);
  if (target === undefined || target === "") throw noTarget(bucket, key, answer);
  const link: SymlinkInfo = {
    target,
    metadata: headers.metadata,
    etag: unquoteEtag(headers.etag),
    lastModified: dateOf(headers.lastModified),
    versionId: headers.versionId,
    requestId: headers.requestId,
  };
  addContentHeaders(link, headers);
  return link;
}

function noTarget(bucket: string, key: string, { status, headers }: Answer): OssError {
  const flaw = headers.symlinkTarget ? "a target that is not percent-encoded UTF-8" : "no target";
  return new OssError({
    operation: "GetSymlink",
    bucket,
    key,
    code: LOCAL_CODE.unexpectedAnswer,
    reason: `the answer shows ${flaw}`,
    status,
    requestId: headers.requestId,
    attempts: 1,
  });
}
