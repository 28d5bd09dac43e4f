import { GO_V2 } from "./clients";
import { conformanceOf } from "./suite";

conformanceOf(GO_V2);
