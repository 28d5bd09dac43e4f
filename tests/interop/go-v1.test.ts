import { GO_V1 } from "./clients";
import { conformanceOf } from "./suite";

conformanceOf(GO_V1);
