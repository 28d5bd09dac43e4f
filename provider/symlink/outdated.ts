import { CallFailure } from "../protocol/failures";
import { idOf, type LinkName } from "./identity";

/** Thrown instead of writing what rests on a look that was too long ago. */
export class Outdated extends CallFailure {
  constructor(link: LinkName) {
    super("ABORTED", `${idOf(link)} was not written: again and again, it was looked at too long before its turn came`);
  }
}
