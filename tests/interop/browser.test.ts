import { BROWSER } from "./clients";
import { conformanceOf } from "./suite";

conformanceOf(BROWSER);
