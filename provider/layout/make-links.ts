import type { Context } from "../resource";
import { leftovers, placeLink } from "../symlink/create";
import type { Declaration } from "../symlink/declaration";
import type { Facets } from "../symlink/facets";
import { idOf } from "../symlink/identity";
import { alone } from "../symlink/lock";
import { soon } from "../symlink/look";
import type { Put } from "../symlink/put";
import { atOnce } from "./at-once";
import { linkOf } from "./declaration";
import { UNFINISHED } from "./digest";
import type { Work } from "./work";

/** Makes links that the layout has not written yet, each by the rules of a link that is created. */
export async function makeLinks(names: readonly string[], work: Work, context: Context): Promise<void> {
  const { progress } = work;
  // Without its URN: a link of a layout cannot be imported by itself.
  const anonymous = { ...context, urn: "" };
  await atOnce(
    names,
    (name) => progress.attempt(name, () => make(name, work, anonymous)),
    () => progress.goesOn,
  );
}

async function make(name: string, work: Work, context: Context): Promise<void> {
  const declared = linkOf(work.layout, name);
  // Targets of all links have been looked at before.
  const handling = { ...work.handling, targetCheck: "off" } as const;
  const bucket = context.deployment.bucket(declared.bucket);
  await alone(idOf(declared), () =>
    bucket.inTurn(context.limits.signal, async () => {
      work.progress.assertGoesOn();
      const { put, facets } = await placeLink({ declared, handling }, context);
      await settle(name, declared, put, leftovers(declared, facets), work, context);
    }),
  );
}

/** Resets what the put may have left, and notes the link down as it is now, at every step. */
export async function settle(
  name: string,
  { bucket, key }: Declaration,
  { etag, versionId, overtaken, sentAt }: Put,
  left: Facets,
  { written, digests, progress }: Work,
  context: Context,
): Promise<void> {
  const note = (digest: string) => written.set(name, { etag, versionId, digest, drifted: undefined });
  progress.changed = true;
  const clean = overtaken || (left.acl === undefined && left.tags === undefined);
  if (!clean) {
    note(UNFINISHED);
    const client = context.client();
    if (left.acl !== undefined) await client.putAcl(bucket, key, "default", soon(sentAt, context));
    if (left.tags !== undefined) await client.deleteTagging(bucket, key, soon(sentAt, context));
  }
  note(digests.of(name));
}
