/** Documentation of the resource, with one example per language: it becomes the SDKs' own. */
export const LAYOUT_DOC = `Many symbolic links of an OSS bucket as one resource: all that make up a release, a site or a data set, below one prefix.

A release moves all of them by one changed property, \`targetPrefix\`. Each link is treated by the rules of a Symlink:
something else under its name is never overwritten, and what has become somebody else's is never deleted. A refresh lists
the links rather than reading each.

{{% examples %}}
## Example Usage

{{% example %}}
### The latest release

\`\`\`typescript
import * as oss from "pulumi-oss-symlink-plugin";

const latest = new oss.AliasLayout("latest", {
    bucket: "artifacts",
    prefix: "latest/",
    targetPrefix: "releases/1.4.2/",
    links: {
        "app.tgz": "app.tgz",
        "docs/index.html": "docs/index.html",
    },
});
\`\`\`

\`\`\`python
import pulumi_oss_symlink as oss

latest = oss.AliasLayout("latest",
    bucket="artifacts",
    prefix="latest/",
    target_prefix="releases/1.4.2/",
    links={
        "app.tgz": "app.tgz",
        "docs/index.html": "docs/index.html",
    })
\`\`\`

\`\`\`go
package main

import (
	"example.com/pulumi-oss-symlink/sdk/go/osssymlink"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		_, err := osssymlink.NewAliasLayout(ctx, "latest", &osssymlink.AliasLayoutArgs{
			Bucket:       pulumi.String("artifacts"),
			Prefix:       pulumi.String("latest/"),
			TargetPrefix: pulumi.String("releases/1.4.2/"),
			Links: pulumi.StringMap{
				"app.tgz":         pulumi.String("app.tgz"),
				"docs/index.html": pulumi.String("docs/index.html"),
			},
		})
		return err
	})
}
\`\`\`

\`\`\`yaml
resources:
  latest:
    type: oss-symlink:AliasLayout
    properties:
      bucket: artifacts
      prefix: latest/
      targetPrefix: releases/1.4.2/
      links:
        app.tgz: app.tgz
        docs/index.html: docs/index.html
\`\`\`
{{% /example %}}
{{% /examples %}}

## Import

Links that exist already under a prefix are taken into a stack by bucket and prefix:

\`\`\`sh
$ pulumi import oss-symlink:index:AliasLayout latest artifacts/latest/
\`\`\`
`;
