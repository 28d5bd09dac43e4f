import { OSS_V2 } from "./clients";
import { conformanceOf } from "./suite";

conformanceOf(OSS_V2);
