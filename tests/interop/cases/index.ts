import type { Case } from "../stage";
import { ACCESS_CASES } from "./access";
import { FACET_CASES } from "./facets";
import { LINK_CASES } from "./links";
import { LISTING_CASES } from "./listings";
import { NAME_CASES } from "./names";
import { VERSION_CASES } from "./versions";

export const CASES: readonly Case[] = [
  ...LINK_CASES,
  ...VERSION_CASES,
  ...FACET_CASES,
  ...LISTING_CASES,
  ...NAME_CASES,
  ...ACCESS_CASES,
];
