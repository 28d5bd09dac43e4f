import { existsSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { pages, proseOf, ROOT, textOf } from "../../support/docs/markdown";

/** A link of a page to something in this repository. */
interface Link {
  readonly page: string;
  readonly address: string;
}

function linksOf(page: string): Link[] {
  const prose = proseOf(page);
  const inline = [...prose.matchAll(/\]\(\s*([^)\s]+)[^)]*\)/g)];
  const defined = [...prose.matchAll(/^\[[^\]]+\]:\s*(\S+)/gm)];
  return [...inline, ...defined]
    .map(([, address = ""]) => ({ page, address }))
    .filter(({ address }) => !/^(https?|mailto):/.test(address));
}

/** The anchors of a page's headings, as GitHub names them. */
function anchorsOf(page: string): Set<string> {
  const anchors = new Set<string>();
  const withoutBlocks = textOf(page).replace(/^(`{3,})[\s\S]*?^\1$/gm, "");
  for (const [, title = ""] of withoutBlocks.matchAll(/^#{1,6} (.+)$/gm)) {
    const slug = slugOf(title);
    let anchor = slug;
    for (let count = 1; anchors.has(anchor); count++) anchor = `${slug}-${count}`;
    anchors.add(anchor);
  }
  return anchors;
}

function slugOf(title: string): string {
  return title
    .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .replace(/\s/g, "-");
}

/** What is wrong with a link, if anything. */
function flawOf({ page, address }: Link): string | undefined {
  const [file = "", anchor] = address.split("#");
  const target = file === "" ? page : normalize(join(dirname(page), decodeURI(file)));
  if (target.startsWith("..")) return "leads out of the repository";
  if (!existsSync(join(ROOT, target))) return "names a file that does not exist";
  if (anchor === undefined) return undefined;
  return target.endsWith(".md") && anchorsOf(target).has(anchor) ? undefined : "names a heading that does not exist";
}

describe("links between pages", () => {
  const links = pages().flatMap(linksOf);

  test("are found", () => {
    expect(links.length).toBeGreaterThan(40);
  });

  test("lead to files and headings that exist", () => {
    const broken = links.flatMap((link) => {
      const flaw = flawOf(link);
      return flaw === undefined ? [] : [`${link.page}: ${link.address} ${flaw}`];
    });
    expect(broken).toEqual([]);
  });

  test("reach every page from the README", () => {
    const reached = new Set(["README.md"]);
    for (const page of reached) {
      for (const { address } of linksOf(page)) {
        const target = normalize(join(dirname(page), address.split("#")[0] ?? ""));
        for (const file of [target, join(target, "README.md")]) {
          if (file.endsWith(".md") && existsSync(join(ROOT, file))) reached.add(file);
        }
      }
    }
    expect(pages().filter((page) => !reached.has(page))).toEqual([]);
  });
});
