import * as pulumi from "@pulumi/pulumi";

/** What a program sent to the engine for one resource. */
export interface Registered {
  readonly name: string;
  readonly type: string;
  readonly id: string | undefined;
  /** Secrets stand in `{ secret: value }`. */
  readonly inputs: Record<string, unknown>;
}

/** A fresh program on Pulumi's own mocks, and what it has registered so far. */
export async function givenProgram({ preview = false } = {}): Promise<Registered[]> {
  const registered: Registered[] = [];
  const newResource = ({ name, type, id, inputs }: pulumi.runtime.MockResourceArgs) => {
    registered.push({ name, type, id, inputs: revealed(inputs) as Record<string, unknown> });
    const { bucket, key } = inputs;
    return {
      id: id || `${bucket}/${key}`,
      state: { ...inputs, url: `http://127.0.0.1/${bucket}/${key}`, versionIds: [] },
    };
  };
  await pulumi.runtime.setMocks({ newResource, call: () => ({}) }, "project", "stack", preview);
  return registered;
}

/** Waits for a value, however it is wrapped. */
export function resolved<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise((resolve) => output.apply(resolve));
}

const SIGNATURE = "4dabf18193072939515e22adb298388d";

function revealed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(revealed);
  if (typeof value !== "object" || value === null) return value;
  if (SIGNATURE in value) return { secret: revealed((value as { value?: unknown }).value) };
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, revealed(entry)]));
}
