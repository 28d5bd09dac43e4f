import { lacksFor, startOf } from "../../scripts/clients";
import { AdapterProcess } from "./adapter-process";
import { adapterSoftware, type Software } from "./client";
import { type ClientProfile, OURS } from "./clients";
import { ourSoftware } from "./our-client";

/** Why this machine cannot run the client, as a sentence; nothing if it can. */
export function lackingFor(profile: ClientProfile): string | undefined {
  return profile === OURS ? undefined : lacksFor(profile.name);
}

/** Starts the client program, after installing what it needs. */
export async function launch(profile: ClientProfile): Promise<Software> {
  if (profile === OURS) return ourSoftware();
  return adapterSoftware(new AdapterProcess(await startOf(profile.name)));
}
