import type { Tool } from "../harness/engine";
import type { Language } from "../harness/program";

/** An example, and what it must make of the buckets. */
export interface Example {
  readonly name: string;
  readonly language: Language;
  /** `bucket/key` of each link, and the key of the object that it must give. */
  readonly links: Readonly<Record<string, string>>;
  readonly tools?: Tool[];
  /** The region of each bucket that is not in cn-hangzhou. */
  readonly regions?: Readonly<Record<string, string>>;
  /** Stack configuration beside the example's defaults, told where each region's buckets are served. */
  readonly config?: (endpoints: ReadonlyMap<string, string>) => Record<string, string | undefined>;
}

const LATEST = {
  "downloads/latest/app.tgz": "releases/1.4.2/app.tgz",
  "downloads/latest/notes.txt": "releases/1.4.2/notes.txt",
};

export const EXAMPLES: readonly Example[] = [
  { name: "release-links", language: "yaml", links: LATEST },
  {
    name: "release-layout",
    language: "yaml",
    links: { ...LATEST, "downloads/latest/app-linux.tgz": "releases/1.4.2/linux/app.tgz" },
  },
  { name: "typescript", language: "nodejs", links: LATEST },
  { name: "javascript", language: "nodejs", links: LATEST },
  { name: "typescript-plugin", language: "nodejs", links: LATEST, tools: ["go"] },
  { name: "python", language: "python", links: LATEST, tools: ["go", "python3"] },
  { name: "go", language: "go", links: LATEST, tools: ["go"] },
  {
    name: "static-site",
    language: "nodejs",
    links: { "site/guide/": "guide/index.html", "site/guide/install/": "guide/install/index.html" },
  },
  {
    name: "migrate-paths",
    language: "python",
    links: {
      "downloads/files/app-1.4.2.tgz": "releases/1.4.2/app.tgz",
      "downloads/files/notes-1.4.2.txt": "releases/1.4.2/notes.txt",
    },
    tools: ["go", "python3"],
  },
  {
    name: "multi-region",
    language: "yaml",
    links: {
      "downloads-hangzhou/latest/app.tgz": "releases/1.4.2/app.tgz",
      "downloads-frankfurt/latest/app.tgz": "releases/1.4.2/app.tgz",
    },
    regions: { "downloads-frankfurt": "eu-central-1" },
    config: (endpoints) => ({
      hangzhouEndpoint: endpoints.get("cn-hangzhou"),
      frankfurtEndpoint: endpoints.get("eu-central-1"),
    }),
  },
];
