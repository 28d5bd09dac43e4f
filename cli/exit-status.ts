/** What the commands end with. */
export const EXIT = {
  ok: 0,
  /** It could not be done. */
  failed: 1,
  /** A mistake of whoever typed it. */
  usage: 2,
  /** Done, and something was found: warnings only. */
  warnings: 3,
  /** Done, and something was found: errors. */
  errors: 4,
} as const;
