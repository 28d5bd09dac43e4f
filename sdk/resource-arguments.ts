import type { CustomResourceOptions, Inputs, Output } from "@pulumi/pulumi";
import { refuseOtherCopyOnce } from "./copies";
import { secretNames, secretOptions, wholeValues } from "./secrets";

/** What sets one class of links apart from the other. */
interface Kind {
  readonly args: object;
  /** Every property is an output from the start, declared or not. */
  readonly outputs: readonly string[];
  readonly code: unknown;
  /** Tells the program's other links of what is declared; what is not known yet, later. */
  readonly declare: (values: Inputs) => Output<undefined> | undefined;
}

/** Properties and options for the constructor of CustomResource. A resource that is only read declares nothing. */
export function resourceArguments(
  { args, outputs, code, declare }: Kind,
  opts: CustomResourceOptions,
): [Inputs, CustomResourceOptions] {
  refuseOtherCopyOnce();
  const values = wholeValues({ ...args });
  const isRead = opts.id !== undefined || opts.urn !== undefined;
  const own = { __provider: code, __secrets: secretNames(values), __checked: isRead ? undefined : declare(values) };
  const open = Object.fromEntries(outputs.map((output) => [output, undefined]));
  return [{ ...open, ...values, ...own }, secretOptions(values, opts)];
}
