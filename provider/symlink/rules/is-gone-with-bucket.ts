/** Whether a missing bucket means that the link is gone: only at the endpoint where it was written. */
export function isGoneWithBucket(writtenAt: string, now: string): boolean {
  return writtenAt === now;
}
