import * as pulumi from "@pulumi/pulumi";
import { releaseLinks } from "./release-links";

/** What the program has asked for, by the names of its resources. */
const asked: Record<string, Record<string, unknown>> = {};

beforeAll(() =>
  pulumi.runtime.setMocks({
    newResource: ({ name, inputs }) => {
      asked[name] = inputs;
      return { id: `${inputs.bucket}/${inputs.key}`, state: { ...inputs, url: `https://example.com/${inputs.key}` } };
    },
    call: () => ({}),
  }),
);

test("a release has a stable name for each file", async () => {
  const links = releaseLinks("downloads", "1.4.2");
  const urls = await new Promise((resolve) => pulumi.all(links.map((link) => link.url)).apply(resolve));
  expect(urls).toEqual(["https://example.com/latest/app.tgz", "https://example.com/latest/notes.txt"]);
  expect(asked["app.tgz"]).toMatchObject({ key: "latest/app.tgz", target: "releases/1.4.2/app.tgz" });
});

test("a pre-release has none", () => {
  expect(releaseLinks("downloads", "1.5.0-rc.1")).toEqual([]);
});
