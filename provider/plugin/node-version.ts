/** As package.json says; what the package depends on fails in an older one, in words that help nobody. */
const LEAST = [20, 18, 1] as const;

/** What is wrong with a Node of this version; undefined if it will do. */
export function complaintAbout(version: string): string | undefined {
  const given = version.split(".").map(Number);
  const difference = LEAST.map((part, index) => (given[index] || 0) - part).find((part) => part !== 0) || 0;
  return difference < 0 ? `Node.js ${LEAST.join(".")} or newer is needed; this is ${version}` : undefined;
}
