import { emptyMap, type PropertyMap, type PropertyValue } from "../protocol/values";
import { auditLinks } from "./audit/audit-links";
import { type AuditedLink, PROBLEM_KINDS, type Problem } from "./audit/problem";
import { Tally } from "./audit/summary";
import { callOptions } from "./call-options";
import { AUDIT_SYMLINKS_DOC } from "./doc";
import { BUCKET, PREFIX } from "./fields";
import type { ProviderFunction } from "./function";
import { placeIn } from "./links";

/** What a state or a log can hold; the counts are of all. */
const SHOWN_PROBLEMS = 1000;

/** Strays are what no stack declares, and a function does not know the stacks. */
const FOUND_HERE = PROBLEM_KINDS.filter((kind) => kind !== "stray");

export const auditSymlinks: ProviderFunction = {
  token: "oss-symlink:index:auditSymlinks",
  doc: AUDIT_SYMLINKS_DOC,
  inputs: [BUCKET, PREFIX],
  outputs: [
    { name: "bucket", type: "string", always: true, doc: "The bucket." },
    { name: "prefix", type: "string", always: true, doc: "The prefix; empty for the whole bucket." },
    { name: "links", type: "integer", always: true, doc: "How many links were looked at." },
    { name: "errors", type: "integer", always: true, doc: "How many problems keep readers from the content." },
    { name: "warnings", type: "integer", always: true, doc: "How many problems may or may not." },
    { name: "counts", type: "counts", always: true, doc: "How often each kind of problem was found." },
    {
      name: "problems",
      type: {
        name: "SymlinkProblem",
        doc: "Something wrong with a link.",
        properties: [
          { name: "key", type: "string", always: true, doc: "The link's own name." },
          { name: "target", type: "string", doc: "Where it points to, if that could be read." },
          {
            name: "kind",
            type: "string",
            always: true,
            doc: `One of ${FOUND_HERE.map((kind) => `\`${kind}\``).join(", ")}.`,
          },
          { name: "severity", type: "string", always: true, doc: "`error` or `warning`." },
          { name: "message", type: "string", always: true, doc: "What is wrong with it, and what to do." },
        ],
      },
      always: true,
      doc: `The problems, by ascending key, the first ${SHOWN_PROBLEMS} of them.`,
    },
  ],
  run: async (args, context) => {
    const place = placeIn(args);
    const tally = new Tally();
    const problems: PropertyValue[] = [];
    for await (const link of auditLinks(context.client(), place, callOptions(context))) {
      tally.count(link);
      for (const problem of link.problems) {
        if (problems.length < SHOWN_PROBLEMS) problems.push(entry(link, problem));
      }
    }
    const { links, errors, warnings, kinds } = tally.summary;
    const counts: PropertyMap = Object.assign(emptyMap(), kinds);
    return Object.assign(emptyMap(), { ...place, links, errors, warnings, counts, problems });
  },
};

function entry({ key, target }: AuditedLink, { kind, severity, message }: Problem): PropertyMap {
  return Object.assign(emptyMap(), { key, kind, severity, message }, target === undefined ? {} : { target });
}
