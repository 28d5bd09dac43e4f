// The smallest program. Compiling it once fetches and compiles the SDK for all others.
package main

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	_ "github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error { return nil })
}
