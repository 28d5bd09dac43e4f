/** The part of jest-circus's state that tells how the running test fares. */
interface CircusState {
  currentlyRunningTest?: { errors: unknown[] } | null;
}

/**
 * Whether the test that an afterEach hook follows has failed. Jest tells hooks nothing of it;
 * its runner keeps its state in the global object under a symbol of this description (jest-circus/src/state.ts).
 */
export function testHasFailed(): boolean {
  const symbol = Object.getOwnPropertySymbols(globalThis).find(
    ({ description }) => description === "JEST_STATE_SYMBOL",
  );
  const state = symbol && (Reflect.get(globalThis, symbol) as CircusState | undefined);
  return (state?.currentlyRunningTest?.errors.length ?? 0) > 0;
}
