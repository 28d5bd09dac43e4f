import { isListening } from "../plugin/engine-watch";
import { type Calls, cutOff } from "../protocol/calls";

const LOOK_EVERY_MS = 500;

/**
 * Ends the calls under way when the engine is gone. Nothing tells its dynamic provider, which would carry them out all
 * the same, over what a later deployment has made of the links.
 */
export function stopWithEngine(calls: Calls, engineAddress: string): void {
  const lookAgain = () => void setTimeout(look, LOOK_EVERY_MS).unref();
  const look = () => {
    if (calls.inFlight === 0) return lookAgain();
    isListening(engineAddress, (alive) => (alive ? lookAgain() : calls.stop(cutOff())));
  };
  lookAgain();
}
