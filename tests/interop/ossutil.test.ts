import { OSSUTIL } from "./clients";
import { conformanceOf } from "./suite";

conformanceOf(OSSUTIL);
