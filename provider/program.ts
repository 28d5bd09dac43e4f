/** What the SDK's plain functions call. It runs in the user's program, which loads it with the first call. */
import type { Environment } from "./config/settings";
import { DynamicSession } from "./dynamic/session";
import { checkArguments } from "./functions/check-arguments";
import { failure } from "./functions/failure";
import { FUNCTIONS } from "./functions/registry";
import { Calls } from "./protocol/calls";
import { isMap, type PropertyMap, type PropertyValue } from "./protocol/values";

/** Sessions by what they were configured with, so that calls share connections and credentials. */
const sessions = new Map<string, DynamicSession>();
const calls = new Calls();

/** @param options provider options by name, as the stack's configuration and the caller give them. */
export async function callFunction(
  name: string,
  args: object,
  options: Readonly<Record<string, unknown>>,
  environment: Environment = process.env,
): Promise<unknown> {
  const called = FUNCTIONS.get(`oss-symlink:index:${name}`);
  if (called === undefined) throw new Error(`there is no function ${name}`);
  const given = Object.fromEntries(Object.entries(args).filter(([, value]) => value !== undefined));
  const { inputs, failures } = checkArguments(called, given as PropertyMap);
  if (failures.length > 0) throw failure(name, failures);
  const limits = calls.begin(0);
  try {
    const session = sessionFor(options, environment);
    return plain(await called.run(inputs, { client: () => session.client(), limits }));
  } finally {
    limits.end();
  }
}

function sessionFor(options: Readonly<Record<string, unknown>>, environment: Environment): DynamicSession {
  const name = JSON.stringify(Object.entries(options).sort(([left], [right]) => (left < right ? -1 : 1)));
  const known = sessions.get(name);
  if (known !== undefined) return known;
  const session = new DynamicSession(environment);
  session.configure({ get: (key) => options[key.slice("oss-symlink:".length)] });
  sessions.set(name, session);
  return session;
}

/** Property maps have no prototype, which programs do not expect. */
function plain(value: PropertyValue): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (!isMap(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, plain(entry)]));
}
