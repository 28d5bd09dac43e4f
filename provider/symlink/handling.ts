import { type PropertyMap, type PropertyValue, reveal } from "../protocol/values";

export type OnConflict = "refuse" | "adopt" | "overwrite";
export type TargetCheck = "off" | "warn" | "require";

/** How the provider goes about a link. Nothing of it is sent, and none of it is an output. */
export interface Handling {
  readonly onConflict: OnConflict;
  readonly targetCheck: TargetCheck;
  readonly enforce: boolean;
  readonly purgeOnDelete: boolean;
}

/** Reads checked inputs. What is not known yet counts as the default, which is the cautious choice. */
export function handlingOf(inputs: PropertyMap): Handling {
  const value = (name: string) => plain(inputs[name]);
  const onConflict = value("onConflict");
  const targetCheck = value("targetCheck");
  return {
    onConflict: onConflict === "adopt" || onConflict === "overwrite" ? onConflict : "refuse",
    targetCheck: targetCheck === "off" || targetCheck === "require" ? targetCheck : "warn",
    enforce: value("enforce") === true,
    purgeOnDelete: value("purgeOnDelete") === true,
  };
}

function plain(value: PropertyValue | undefined): PropertyValue | undefined {
  return value === undefined ? undefined : reveal(value);
}
