import { OSS2 } from "./clients";
import { conformanceOf } from "./suite";

conformanceOf(OSS2);
