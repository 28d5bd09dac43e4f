import { type PropertyMap, reveal } from "../protocol/values";
import type { Moved } from "../symlink/endpoint";
import { type Handling, handlingOf } from "../symlink/handling";

export type Strays = "ignore" | "report" | "remove";

export interface LayoutHandling extends Handling {
  readonly strays: Strays;
}

/** Reads checked inputs. What is not known yet counts as the default, which is the cautious choice. */
export function layoutHandlingOf(inputs: PropertyMap): LayoutHandling {
  return { ...handlingOf(inputs), strays: straysOf(inputs) };
}

/** At an endpoint where the layout has written nothing yet, what it finds is told of only, as where it is made. */
export function fenced(handling: LayoutHandling, moved: Moved | undefined): LayoutHandling {
  return moved !== undefined && handling.strays === "remove" ? { ...handling, strays: "report" } : handling;
}

export function straysOf({ strays }: PropertyMap): Strays {
  const value = strays === undefined ? undefined : reveal(strays);
  return value === "report" || value === "remove" ? value : "ignore";
}
