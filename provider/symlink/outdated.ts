import { CallFailure } from "../protocol/failures";
import { idOf, type LinkName } from "./identity";

/** Thrown instead of writing or deleting what was looked at too long ago. */
export class Outdated extends CallFailure {
  constructor(link: LinkName) {
    super("ABORTED", `${idOf(link)} stays as it is: time and again it was looked at too long before its turn came`);
  }
}
