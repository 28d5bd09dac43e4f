/** Dynamic-provider host: what the code that the SDK's classes keep in state requires (sdk/provider-code.ts). */

import { stopWithEngine } from "./dynamic/orphaned";
import type { DynamicProvider } from "./dynamic/protocol";
import { dynamicProvider } from "./dynamic/provider";
import { DynamicSession } from "./dynamic/session";
import { layoutResource } from "./layout/resource";
import { engineAddressIn } from "./plugin/arguments";
import { symlinkResource } from "./symlink/resource";

/** One process serves all resources of a stack, so what it learns of links is learnt for both kinds of them. */
const session = new DynamicSession(process.env);

const engineAddress = engineAddressIn(process.argv.slice(2));
if (engineAddress !== undefined && /:\d+$/.test(engineAddress)) stopWithEngine(session.calls, engineAddress);

export const symlinkProvider: DynamicProvider = dynamicProvider(symlinkResource, session);
export const layoutProvider: DynamicProvider = dynamicProvider(layoutResource, session);
