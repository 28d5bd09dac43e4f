import { describeOnEngine, givenStack, type Stack } from "./harness";

// The first run fetches and compiles the SDK of the language.
jest.setTimeout(300_000);

async function expectUpAndDown(stack: Stack, outputs: Record<string, unknown>): Promise<void> {
  const up = await stack.up([], { expectSuccess: true });
  expect(up.steps).toMatchObject([{ op: "create", type: "pulumi:pulumi:Stack", progress: "done" }]);
  expect(up.outputs).toEqual(outputs);

  const down = await stack.destroy([], { expectSuccess: true });
  expect(down.steps).toMatchObject([{ op: "delete", type: "pulumi:pulumi:Stack", progress: "done" }]);
  expect((await stack.export()).deployment.resources ?? []).toEqual([]);
}

describeOnEngine("a YAML program", () => {
  test("without resources goes up and down", async () => {
    const stack = await givenStack({ program: { runtime: "yaml", files: { "Main.yaml": "{}" } } });
    await expectUpAndDown(stack, {});
  });
});

describeOnEngine("a TypeScript program", () => {
  test("goes up and down", async () => {
    const program = { runtime: "nodejs" as const, files: { "index.ts": 'export const greeting: string = "hello";' } };
    await expectUpAndDown(await givenStack({ program }), { greeting: "hello" });
  });
});

describeOnEngine("a Python program", () => {
  test("goes up and down", async () => {
    const program = {
      runtime: "python" as const,
      files: { "__main__.py": 'import pulumi\npulumi.export("greeting", "hello")\n' },
    };
    await expectUpAndDown(await givenStack({ program }), { greeting: "hello" });
  });
}, ["python3"]);

const GO_PROGRAM = `package main

import "github.com/pulumi/pulumi/sdk/v3/go/pulumi"

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		ctx.Export("greeting", pulumi.String("hello"))
		return nil
	})
}
`;

describeOnEngine("a Go program", () => {
  test("goes up and down", async () => {
    const program = { runtime: "go" as const, files: { "main.go": GO_PROGRAM } };
    await expectUpAndDown(await givenStack({ program }), { greeting: "hello" });
  });
}, ["go"]);
