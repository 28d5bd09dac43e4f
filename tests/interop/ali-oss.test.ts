import { ALI_OSS } from "./clients";
import { conformanceOf } from "./suite";

conformanceOf(ALI_OSS);
