import {
  type CustomResourceOptions,
  type Input,
  type Inputs,
  isSecret,
  mergeOptions,
  Output,
  output,
} from "@pulumi/pulumi";

/** Maps, promises and the like as outputs, so that a secret anywhere within makes the whole property a secret. */
export function wholeValues(args: Inputs): Inputs {
  const values: Inputs = {};
  for (const [name, value] of Object.entries(args)) {
    values[name] = typeof value === "object" && value !== null ? output(value) : value;
  }
  return values;
}

/**
 * Names of the properties that are secrets. The engine tells a dynamic provider values only, and what is not known to
 * be a secret could end up in a warning or in clear in state.
 */
export function secretNames(values: Inputs): Input<readonly string[] | undefined> {
  const outputs = Object.entries(values).filter(([, value]) => Output.isInstance(value));
  if (outputs.length === 0) return undefined;
  return namesOfSecrets(outputs);
}

async function namesOfSecrets(outputs: readonly [string, Output<unknown>][]): Promise<readonly string[] | undefined> {
  const secret = await Promise.all(outputs.map(([, value]) => isSecretOutput(value)));
  const names = outputs.map(([name]) => name).filter((_, index) => secret[index]);
  return names.length === 0 ? undefined : names;
}

/** An output that failed is reported where its value is asked for, and need not be reported twice. */
async function isSecretOutput(value: Output<unknown>): Promise<boolean> {
  try {
    return await isSecret(value);
  } catch {
    return false;
  }
}

/** The host keeps all inputs in one more output; it is as secret as any of them. */
export function secretOptions(values: Inputs, opts: CustomResourceOptions): CustomResourceOptions {
  const concealed = opts.additionalSecretOutputs?.some((name) => name in values);
  return concealed ? mergeOptions(opts, { additionalSecretOutputs: ["declared"] }) : opts;
}
