/** The page that `oss-symlink audit --html` writes, in a real browser. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { type PageLimits, PageReport } from "../../cli/audit/page-report";
import { judgeLink, type TargetLook } from "../../provider/functions/audit/judge";
import type { AuditedLink } from "../../provider/functions/audit/problem";
import { Tally } from "../../provider/functions/audit/summary";
import { browser } from "../../scripts/clients";
import { openPage, type Page } from "./adapters/browser/chromium";
import { BROWSER } from "./clients";
import { lackingFor } from "./launch";
import { absent } from "./suite";

jest.setTimeout(300_000);

const OBJECT: TargetLook = { kind: "object" };
const NOTHING: TargetLook = { kind: "nothing", deleted: false };
const HOSTILE = [
  "<script>window.pwned=1</script>",
  "</script><script>window.pwned=1</script>",
  '"><img src=x onerror="window.pwned=1">',
  "<!--<script>",
  "&lt;b&gt;",
  "line\nbreak",
  "esc\u001b[31m",
  "rtl-\u202egnp.exe",
  "世界 😀",
  "__proto__",
];

function audited(key: string, target: string, at: TargetLook): AuditedLink {
  return {
    key,
    target,
    lastModified: undefined,
    problems: judgeLink(key, { kind: "pointing", target, at }, undefined),
  };
}

let folder: string;
const open: Page[] = [];
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "oss-symlink-page-"));
});
afterEach(async () => {
  for (const page of open.splice(0)) await page.close();
  rmSync(folder, { recursive: true, force: true });
});

async function opened(links: Iterable<AuditedLink>, prefix = "latest/", limits?: PageLimits): Promise<Page> {
  const file = path.join(folder, "page.html");
  const report = await PageReport.begin(file, { bucket: "links", prefix }, new Date(0), limits);
  const tally = new Tally();
  for (const link of links) {
    tally.count(link);
    await report.link(link);
  }
  await report.end(tally.summary);
  const page = await openPage(await browser(), pathToFileURL(file).href);
  open.push(page);
  return page;
}

const SEARCH = (text: string) =>
  `(() => { const box = document.getElementById("search"); box.value = ${JSON.stringify(text)}; box.dispatchEvent(new Event("input")); })()`;
const ROWS = `[...document.querySelectorAll("#rows .row")].map((row) => [...row.children].map((cell) => cell.textContent))`;
const TEXTS = `[...document.querySelectorAll("#picture > text")].map((text) => text.firstChild.textContent)`;

describe("the page of an audit", () => {
  const lacking = lackingFor(BROWSER);
  if (lacking) {
    absent(lacking);
    return;
  }

  it("shows names, targets and problems in a table and as a picture", async () => {
    const page = await opened([
      audited("latest/app.tgz", "releases/1/app.tgz", OBJECT),
      audited("latest/gone.tgz", "releases/0/gone.tgz", NOTHING),
    ]);
    expect(await page.evaluate(ROWS)).toEqual([
      ["latest/gone.tgz", "releases/0/gone.tgz", "✕ dangling"],
      ["latest/app.tgz", "releases/1/app.tgz", ""],
    ]);
    expect(await page.evaluate(TEXTS)).toEqual([
      "✕",
      "latest/app.tgz",
      "latest/gone.tgz",
      "releases/1/app.tgz",
      "releases/0/gone.tgz missing",
    ]);
    const classes = `[...document.querySelectorAll("#picture > path")].map((path) => path.getAttribute("class")).sort()`;
    expect(await page.evaluate(classes)).toEqual(["error", "good"]);
    expect(await page.evaluate(`document.title`)).toBe("Links below links/latest/");
    expect(await page.evaluate(`document.getElementById("facts").textContent`)).toBe(
      "Looked at 1970-01-01 00:00 UTC: 2 links among 0 keys, 1 errors, 0 warnings.",
    );
  });

  it("shows hostile names as text, and runs nothing but its own program", async () => {
    const links = HOSTILE.map((name) => audited(`latest/${name}`, `gone/${name}`, NOTHING));
    const page = await opened(links, '</title><script>window.pwned=1</script>"');
    const shown = (await page.evaluate(ROWS)) as string[][];
    const visible = HOSTILE.map((name) =>
      name.replace(/[\n\u001b\u202e]/g, (c) => `\\u{${c.charCodeAt(0).toString(16)}}`),
    );
    expect(shown.map(([name]) => name).sort()).toEqual(visible.map((name) => `latest/${name}`).sort());
    expect(await page.evaluate(`typeof window.pwned`)).toBe("undefined");
    expect(await page.evaluate(`document.querySelectorAll("img, iframe, link, script[src]").length`)).toBe(0);
    expect(await page.evaluate(`document.scripts.length`)).toBe(3);
    expect(await page.evaluate(`document.title`)).toContain("</title><script>");
    // Even what got in could not run: only the page's own program and style are let through.
    const inject = `new Promise((resolve) => { const s = document.createElement("script"); s.textContent = "window.pwned = 2"; document.body.append(s); setTimeout(() => resolve(typeof window.pwned)); })`;
    expect(await page.evaluate(inject)).toBe("undefined");
  });

  it("finds by words, kind and folder among 10,000 links, with only what is in sight in the document", async () => {
    const many = function* () {
      for (let at = 0; at < 10_000; at++) {
        const name = `team-${at % 20}/pkg-${String(at).padStart(5, "0")}.tgz`;
        yield audited(`latest/${name}`, `releases/${at % 3}/${name}`, at % 500 === 0 ? NOTHING : OBJECT);
      }
    };
    const page = await opened(many());
    const rows = `document.querySelectorAll("#rows .row").length`;
    expect(await page.evaluate(rows)).toBeLessThan(100);
    expect(await page.evaluate(`document.getElementById("kinds").textContent`)).toBe("✕ dangling 20");
    const names = (await page.evaluate(TEXTS)) as string[];
    expect(names).toContain("latest/team-0/ (500, 20 ✕)");
    expect(names).toContain("latest/team-19/ (500)");
    await page.evaluate(SEARCH("team-7/ 00027"));
    expect(await page.evaluate(ROWS)).toEqual([["latest/team-7/pkg-00027.tgz", "releases/0/team-7/pkg-00027.tgz", ""]]);
    await page.evaluate(SEARCH(""));
    await page.evaluate(`document.querySelector("#kinds button").click()`);
    expect(await page.evaluate(`document.getElementById("found").textContent`)).toBe("20 of 10,000");
    await page.evaluate(`document.querySelector("#kinds button").click()`);
    const folder = `[...document.querySelectorAll("#picture text.folder")].find((text) => text.textContent.startsWith("latest/team-3/")).dispatchEvent(new Event("click"))`;
    await page.evaluate(folder);
    expect(await page.evaluate(`document.getElementById("found").textContent`)).toBe("500 of 10,000");
    const scroll = `new Promise((resolve) => { const t = document.getElementById("table"); t.scrollTop = t.scrollHeight; requestAnimationFrame(() => requestAnimationFrame(() => resolve(${ROWS}.at(-1)[0]))); })`;
    expect(await page.evaluate(scroll)).toBe("latest/team-3/pkg-09983.tgz");
  });

  it("leaves good links out before bad ones where there are too many, and says how many", async () => {
    const links = Array.from({ length: 6 }, (_, at) => audited(`k${at}`, "r", at < 3 ? OBJECT : NOTHING));
    const page = await opened(links, "", { good: 2, rows: 4 });
    expect(((await page.evaluate(ROWS)) as string[][]).map(([name]) => name)).toEqual(["k3", "k4", "k0", "k1"]);
    expect(await page.evaluate(`document.getElementById("facts").textContent`)).toContain(
      "2 of the links are not on this page",
    );
  });

  it("is a page also where there are no links", async () => {
    const page = await opened([]);
    expect(await page.evaluate(ROWS)).toEqual([]);
    expect(await page.evaluate(`document.getElementById("facts").textContent`)).toContain(
      "0 links among 0 keys, no problems",
    );
  });
});
