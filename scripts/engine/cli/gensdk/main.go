// Command gensdk writes the SDKs that `pulumi install` and `pulumi package add` put into a project, without a language
// host:
//
//	gensdk schema.json OUTDIR nodejs|python|go...
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	gogen "github.com/pulumi/pulumi/pkg/v3/codegen/go"
	"github.com/pulumi/pulumi/pkg/v3/codegen/nodejs"
	"github.com/pulumi/pulumi/pkg/v3/codegen/python"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
)

func main() {
	if len(os.Args) < 4 {
		fail("usage: gensdk schema.json OUTDIR nodejs|python|go...")
	}
	text, err := os.ReadFile(os.Args[1])
	if err != nil {
		fail(err)
	}
	for _, language := range os.Args[3:] {
		files, err := generate(text, language)
		if err != nil {
			fail(language, err)
		}
		if err := write(filepath.Join(os.Args[2], language), files); err != nil {
			fail(language, err)
		}
	}
}

// generate binds the schema anew for each language: the generators write into the package they are given.
func generate(text []byte, language string) (map[string][]byte, error) {
	var spec schema.PackageSpec
	if err := json.Unmarshal(text, &spec); err != nil {
		return nil, err
	}
	// A nil loader panics; this one is right for a schema that refers to no other package.
	pkg, diagnostics, err := schema.BindSpec(spec, schema.NewNullLoader(), schema.ValidationOptions{})
	if err != nil {
		return nil, err
	}
	if diagnostics.HasErrors() {
		return nil, diagnostics
	}
	// As the commands do (pkg/cmd/pulumi/packages): a module of its own for Go, and for Node.js (the fifth argument) a
	// package that compiles itself when it is installed.
	pkg.SupportPack = true
	switch language {
	case "nodejs":
		return nodejs.GeneratePackage("gensdk", pkg, nil, nil, true, nil)
	case "python":
		return python.GeneratePackage("gensdk", pkg, nil, nil)
	case "go":
		return gogen.GeneratePackage("gensdk", pkg, nil)
	}
	return nil, fmt.Errorf("no generator for this language; there are nodejs, python and go")
}

func write(folder string, files map[string][]byte) error {
	for name, data := range files {
		file := filepath.Join(folder, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(file, data, 0o644); err != nil {
			return err
		}
	}
	return nil
}

func fail(reason ...any) {
	fmt.Fprintln(os.Stderr, append([]any{"gensdk:"}, reason...)...)
	os.Exit(1)
}
