import { SYMLINK_TYPE } from "../../provider/symlink/fields";
import type { Place } from "../place";
import { withEscapes } from "../visible";
import type { FoundLink } from "./importable";
import { resourceNames } from "./resource-names";

export const LAYOUT_TYPE = "oss-symlink:index:AliasLayout";

/** What `pulumi import --file` reads. */
export function symlinksFile(bucket: string, links: readonly FoundLink[]): string {
  const names = resourceNames(links.map(({ key }) => key));
  return fileOf(links.map(({ key }) => ({ type: SYMLINK_TYPE, name: names.get(key), id: `${bucket}/${key}` })));
}

export function layoutFile({ bucket, prefix }: Place, name: string): string {
  return fileOf([{ type: LAYOUT_TYPE, name, id: `${bucket}/${prefix}` }]);
}

function fileOf(resources: readonly object[]): string {
  const lines = resources.map((resource) => `    ${withEscapes(JSON.stringify(resource))}`);
  return `{\n  "resources": [\n${lines.join(",\n")}\n  ]\n}\n`;
}
