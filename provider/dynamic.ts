/** Dynamic-provider host: what the code that the SDK's classes keep in state requires (sdk/provider-code.ts). */

import type { DynamicProvider } from "./dynamic/protocol";
import { dynamicProvider } from "./dynamic/provider";
import { DynamicSession } from "./dynamic/session";
import { symlinkResource } from "./symlink/resource";

export const symlinkProvider: DynamicProvider = dynamicProvider(symlinkResource, new DynamicSession(process.env));
