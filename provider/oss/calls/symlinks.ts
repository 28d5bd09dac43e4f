/** PutSymlink and GetSymlink. */
import { HEADER } from "../constants";
import { decodeComponent } from "../encoding";
import { LOCAL_CODE, OssError } from "../error";
import type { Exchange } from "../exchange";
import type { CallOptions, PutResult, SymlinkInfo, SymlinkInput, VersionOptions } from "../types";
import { addContentHeaders, dateOf, etagOf, metadataOf } from "./answers";
import { putHeaders, refuseBadFacets } from "./headers";
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
  refuseBadFacets("PutSymlink", bucket, key, input, input.target);
  const guarded = input.forbidOverwrite === true;
  const answer = await exchange.run(
    {
      operation: "PutSymlink",
      method: "PUT",
      bucket,
      key,
      query: "symlink",
      headers: putHeaders(input, input.target),
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
  const sent = answer.header(HEADER.symlinkTarget);
  const target = sent === undefined ? undefined : decodeComponent(sent);
  if (target === undefined || target === "") {
    const flaw = sent ? "a target that is not percent-encoded UTF-8" : "no target";
    throw new OssError({
      operation,
      bucket,
      key,
      code: LOCAL_CODE.unexpectedAnswer,
      reason: `the answer shows ${flaw}`,
      status: answer.status,
      requestId: answer.header(HEADER.requestId),
      attempts: 1,
    });
  }
  const link: SymlinkInfo = {
    target,
    metadata: metadataOf(answer),
    etag: etagOf(answer),
    lastModified: dateOf(answer.header(HEADER.lastModified)),
    versionId: answer.header(HEADER.versionId),
    requestId: answer.header(HEADER.requestId),
  };
  addContentHeaders(link, answer);
  return link;
}
