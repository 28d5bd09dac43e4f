/** Documentation of the functions, with one example per language: it becomes the SDKs' own. */

export const GET_SYMLINK_DOC = `Reads a link: where it points to, and what is stored with it. Whether its target exists is not asked; \`auditSymlinks\` tells. Nothing at the key, or an ordinary object, is an error.

${exampleUsage("Where does the latest release point to?", {
  typescript: `
import * as oss from "pulumi-oss-symlink-plugin";

export const target = oss.getSymlinkOutput({ bucket: "artifacts", key: "latest/app.tgz" }).target;`,
  python: `
import pulumi
import pulumi_oss_symlink as oss

pulumi.export("target", oss.get_symlink(bucket="artifacts", key="latest/app.tgz").target)`,
  go: goProgram(`
		link, err := osssymlink.LookupSymlink(ctx, &osssymlink.LookupSymlinkArgs{
			Bucket: "artifacts",
			Key:    "latest/app.tgz",
		})
		if err != nil {
			return err
		}
		ctx.Export("target", pulumi.String(link.Target))
		return nil`),
  yaml: `
variables:
  latest:
    fn::invoke:
      function: oss-symlink:getSymlink
      arguments:
        bucket: artifacts
        key: latest/app.tgz
outputs:
  target: \${latest.target}`,
})}`;

export const GET_SYMLINKS_DOC = `Lists the links below a prefix, each with its target. Costs a request per 1000 keys listed, and one per link.

${exampleUsage("Where do all the latest names point to?", {
  typescript: `
import * as oss from "pulumi-oss-symlink-plugin";

const { links } = oss.getSymlinksOutput({ bucket: "artifacts", prefix: "latest/" });
export const targets = links.apply((all) => all.map(({ target }) => target));`,
  python: `
import pulumi
import pulumi_oss_symlink as oss

links = oss.get_symlinks(bucket="artifacts", prefix="latest/").links
pulumi.export("targets", [link.target for link in links])`,
  go: goProgram(`
		found, err := osssymlink.GetSymlinks(ctx, &osssymlink.GetSymlinksArgs{
			Bucket: "artifacts",
			Prefix: pulumi.StringRef("latest/"),
		})
		if err != nil {
			return err
		}
		targets := pulumi.StringArray{}
		for _, link := range found.Links {
			targets = append(targets, pulumi.String(link.Target))
		}
		ctx.Export("targets", targets)
		return nil`),
  yaml: `
variables:
  latest:
    fn::invoke:
      function: oss-symlink:getSymlinks
      arguments:
        bucket: artifacts
        prefix: latest/
outputs:
  targets:
    - \${latest.links[0].target}`,
})}`;

export const AUDIT_SYMLINKS_DOC = `Looks at every link below a prefix and at its target, and tells what is wrong. Costs a request per 1000 keys listed, and two per link. \`oss-symlink audit\` does the same on the command line.

${exampleUsage("Are there links that nobody can read through?", {
  typescript: `
import * as oss from "pulumi-oss-symlink-plugin";

export const errors = oss.auditSymlinksOutput({ bucket: "artifacts", prefix: "latest/" }).errors;`,
  python: `
import pulumi
import pulumi_oss_symlink as oss

pulumi.export("errors", oss.audit_symlinks(bucket="artifacts", prefix="latest/").errors)`,
  go: goProgram(`
		audit, err := osssymlink.AuditSymlinks(ctx, &osssymlink.AuditSymlinksArgs{
			Bucket: "artifacts",
			Prefix: pulumi.StringRef("latest/"),
		})
		if err != nil {
			return err
		}
		ctx.Export("errors", pulumi.Int(audit.Errors))
		return nil`),
  yaml: `
variables:
  latest:
    fn::invoke:
      function: oss-symlink:auditSymlinks
      arguments:
        bucket: artifacts
        prefix: latest/
outputs:
  errors: \${latest.errors}`,
})}`;

/** In the form that the generators of SDKs look for: each keeps the blocks of its own language. */
function exampleUsage(title: string, programs: Readonly<Record<string, string>>): string {
  const blocks = Object.entries(programs).map(([language, text]) => `\`\`\`${language}${text}\n\`\`\``);
  return `{{% examples %}}
## Example Usage

{{% example %}}
### ${title}

${blocks.join("\n\n")}
{{% /example %}}
{{% /examples %}}
`;
}

function goProgram(body: string): string {
  return `
package main

import (
	"example.com/pulumi-oss-symlink/sdk/go/osssymlink"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {${body}
	})
}`;
}
