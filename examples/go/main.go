package main

import (
	"example.com/pulumi-oss-symlink/sdk/go/osssymlink"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		settings := config.New(ctx, "")
		bucket, release := settings.Require("bucket"), settings.Require("release")
		urls := pulumi.StringArray{}
		for _, file := range []string{"app.tgz", "notes.txt"} {
			link, err := osssymlink.NewSymlink(ctx, file, &osssymlink.SymlinkArgs{
				Bucket:   pulumi.String(bucket),
				Key:      pulumi.String("latest/" + file),
				Target:   pulumi.String("releases/" + release + "/" + file),
				Metadata: pulumi.StringMap{"release": pulumi.String(release)},
			})
			if err != nil {
				return err
			}
			urls = append(urls, link.Url)
		}
		ctx.Export("urls", urls)
		return nil
	})
}
