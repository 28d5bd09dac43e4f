/** Whether ACL or tags may be sent alone: a link that is not ours is written whole. */
export function mayTouchUp(ours: boolean): boolean {
  return ours;
}
