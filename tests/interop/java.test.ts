import { JAVA } from "./clients";
import { conformanceOf } from "./suite";

conformanceOf(JAVA);
