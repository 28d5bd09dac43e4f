/** Dynamic-provider host: what the code that the SDK's classes keep in state requires (sdk/provider-code.ts). */

import type { DynamicProvider } from "./dynamic/protocol";
import { dynamicProvider } from "./dynamic/provider";
import { DynamicSession } from "./dynamic/session";
import { layoutResource } from "./layout/resource";
import { symlinkResource } from "./symlink/resource";

/** One process serves all resources of a stack, so what it learns of links is learnt for both kinds of them. */
const session = new DynamicSession(process.env);

export const symlinkProvider: DynamicProvider = dynamicProvider(symlinkResource, session);
export const layoutProvider: DynamicProvider = dynamicProvider(layoutResource, session);
