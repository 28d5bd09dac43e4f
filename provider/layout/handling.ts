import { type PropertyMap, reveal } from "../protocol/values";
import { type Handling, handlingOf } from "../symlink/handling";

export type Strays = "ignore" | "report" | "remove";

export interface LayoutHandling extends Handling {
  readonly strays: Strays;
}

/** Reads checked inputs. What is not known yet counts as the default, which is the cautious choice. */
export function layoutHandlingOf(inputs: PropertyMap): LayoutHandling {
  return { ...handlingOf(inputs), strays: straysOf(inputs) };
}

export function straysOf({ strays }: PropertyMap): Strays {
  const value = strays === undefined ? undefined : reveal(strays);
  return value === "report" || value === "remove" ? value : "ignore";
}
