/** Whether ACL or tags may be sent alone: a link that is not as we wrote it last is written whole. */
export function mayTouchUp(asWritten: boolean): boolean {
  return asWritten;
}
