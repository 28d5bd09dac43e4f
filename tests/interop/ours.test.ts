import { OURS } from "./clients";
import { conformanceOf } from "./suite";

conformanceOf(OURS);
