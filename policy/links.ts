import { quoted } from "../provider/properties/quoted";
import { formatPath } from "../provider/protocol/paths";
import type { Resource } from "./pulumi";

export type Kind = "Symlink" | "AliasLayout";

/** A resource that declares links: one, or a layout of many. */
export interface LinkResource extends Resource {
  readonly kind: Kind;
  readonly host: "plugin" | "dynamic";
}

/** One link, whoever declares it. Reading what a preview does not know yet throws. */
export interface Link {
  readonly resource: LinkResource;
  /** Its name within a layout. */
  readonly entry?: string;
  readonly bucket: string;
  readonly key: string;
  readonly target: string;
}

/** The types of both hosts. */
export const TYPES: Readonly<Record<string, Pick<LinkResource, "kind" | "host">>> = {
  "oss-symlink:index:Symlink": { kind: "Symlink", host: "plugin" },
  "oss-symlink:index:AliasLayout": { kind: "AliasLayout", host: "plugin" },
  "pulumi-nodejs:dynamic/oss-symlink:Symlink": { kind: "Symlink", host: "dynamic" },
  "pulumi-nodejs:dynamic/oss-symlink:AliasLayout": { kind: "AliasLayout", host: "dynamic" },
};

/** The resource as one that declares links; undefined for any other. */
export function asLinkResource({ type, name, urn, props, opts }: Resource): LinkResource | undefined {
  const known = Object.hasOwn(TYPES, type) ? TYPES[type] : undefined;
  return known && { type, name, urn, props, opts, ...known };
}

export function linksOf(resource: LinkResource): Link[] {
  if (resource.kind === "Symlink") return [new SingleLink(resource)];
  return Object.keys(resource.props.links ?? {}).map((entry) => new LayoutLink(resource, entry));
}

class SingleLink implements Link {
  constructor(readonly resource: LinkResource) {}

  get bucket(): string {
    return textOf(this.resource, "bucket");
  }

  get key(): string {
    return textOf(this.resource, "key");
  }

  get target(): string {
    return textOf(this.resource, "target");
  }
}

class LayoutLink implements Link {
  constructor(
    readonly resource: LinkResource,
    readonly entry: string,
  ) {}

  get bucket(): string {
    return textOf(this.resource, "bucket");
  }

  get key(): string {
    return textOf(this.resource, "prefix") + this.entry;
  }

  get target(): string {
    return textOf(this.resource, "targetPrefix") + String(this.resource.props.links[this.entry]);
  }
}

function textOf({ props }: LinkResource, name: string): string {
  return String(props[name] ?? "");
}

/** As messages name a resource: `Symlink "app"`. */
export function nameOf({ kind, name }: LinkResource): string {
  return `${kind} ${JSON.stringify(name)}`;
}

/**
 * As messages name a link: `Symlink "app" (artifacts/latest/app.tgz)`. Bucket and key are never secrets; of anything else
 * a policy cannot tell, since the engine shows it secrets in clear, so that no message repeats a target.
 */
export function describe(link: Link): string {
  const entry = link.entry === undefined ? "" : `, ${formatPath(["links", link.entry])}`;
  return `${nameOf(link.resource)}${entry} (${addressOf(link.bucket, link.key)})`;
}

export function addressOf(bucket: string, key: string): string {
  return quoted(`${bucket}/${key}`);
}
