/** Documentation of the resource, with one example per language: it becomes the SDKs' own. */
export const SYMLINK_DOC = `A symbolic link in an OSS bucket: an object without content of its own that points to another key of the same bucket.

The link is looked at before it is written or removed. Something else under its name is never overwritten, and what has
become somebody else's is never deleted.

{{% examples %}}
## Example Usage

{{% example %}}
### A stable name for the latest release

\`\`\`typescript
import * as oss from "pulumi-oss-symlink-plugin";

const latest = new oss.Symlink("latest", {
    bucket: "artifacts",
    key: "latest/app.tgz",
    target: "releases/1.4.2/app.tgz",
});
\`\`\`

\`\`\`python
import pulumi_oss_symlink as oss

latest = oss.Symlink("latest",
    bucket="artifacts",
    key="latest/app.tgz",
    target="releases/1.4.2/app.tgz")
\`\`\`

\`\`\`go
package main

import (
	"example.com/pulumi-oss-symlink/sdk/go/osssymlink"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		_, err := osssymlink.NewSymlink(ctx, "latest", &osssymlink.SymlinkArgs{
			Bucket: pulumi.String("artifacts"),
			Key:    pulumi.String("latest/app.tgz"),
			Target: pulumi.String("releases/1.4.2/app.tgz"),
		})
		return err
	})
}
\`\`\`

\`\`\`yaml
resources:
  latest:
    type: oss-symlink:Symlink
    properties:
      bucket: artifacts
      key: latest/app.tgz
      target: releases/1.4.2/app.tgz
\`\`\`
{{% /example %}}
{{% /examples %}}

## Import

A link that exists already is taken into a stack by its bucket and key:

\`\`\`sh
$ pulumi import oss-symlink:index:Symlink latest artifacts/latest/app.tgz
\`\`\`

\`oss://artifacts/latest/app.tgz\` works as well.
`;
