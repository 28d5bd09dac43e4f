/** The folder of the cache that holds the generated SDK, ready for a project's folder `sdks/`. */
export function generatedSdk(language: "nodejs" | "python" | "go"): Promise<string>;
