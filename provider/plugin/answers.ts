import { CheckFailure, CheckResponse, DiffResponse, PropertyDiff } from "@pulumi/pulumi/proto/provider_pb";
import { type Checked, reported } from "../properties/check-fields";
import { encodeProperties } from "../protocol/codec";
import { formatPath, topLevel } from "../protocol/paths";
import type { Diff, Difference } from "../resource";

/** @param isSecret whether a property's value must not be printed. */
export function checkResponse({ inputs, failures }: Checked, isSecret: (property: string) => boolean): CheckResponse {
  const response = new CheckResponse().setInputs(encodeProperties(inputs));
  for (const { property, reason } of failures.map((failure) => reported(failure, isSecret))) {
    response.addFailures(new CheckFailure().setProperty(property).setReason(reason));
  }
  return response;
}

export function diffResponse({ differences, stables, deleteBeforeReplace }: Diff): DiffResponse {
  const { DIFF_NONE, DIFF_SOME } = DiffResponse.DiffChanges;
  const names = (some: readonly Difference[]) => [...new Set(some.map(({ path }) => topLevel(path)))];
  const response = new DiffResponse()
    .setChanges(differences.length === 0 ? DIFF_NONE : DIFF_SOME)
    .setDiffsList(names(differences))
    .setReplacesList(names(differences.filter(({ replace }) => replace)))
    .setStablesList([...stables])
    .setDeletebeforereplace(deleteBeforeReplace)
    .setHasdetaileddiff(true);
  const detailed = response.getDetaileddiffMap();
  for (const difference of differences) detailed.set(formatPath(difference.path), propertyDiff(difference));
  return response;
}

const KIND = {
  add: [PropertyDiff.Kind.ADD, PropertyDiff.Kind.ADD_REPLACE],
  delete: [PropertyDiff.Kind.DELETE, PropertyDiff.Kind.DELETE_REPLACE],
  update: [PropertyDiff.Kind.UPDATE, PropertyDiff.Kind.UPDATE_REPLACE],
} as const;

function propertyDiff({ kind, replace, input }: Difference): PropertyDiff {
  return new PropertyDiff().setKind(KIND[kind][replace ? 1 : 0]).setInputdiff(input);
}
