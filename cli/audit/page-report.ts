import { createHash } from "node:crypto";
import { type AuditedLink, MEANING, SEVERITY } from "../../provider/functions/audit/problem";
import type { Summary } from "../../provider/functions/audit/summary";
import { DraftFile } from "../draft-file";
import type { Place } from "../place";
import { visible } from "../visible";
import { PAGE_SCRIPT } from "./page-script";
import { PAGE_STYLE } from "./page-style";
import type { Report } from "./report";

/** What a browser still shows at ease. Beyond the first, good links are left out; beyond the second, all. */
export interface PageLimits {
  readonly good: number;
  readonly rows: number;
}

const LIMITS: PageLimits = { good: 20_000, rows: 50_000 };

/** One self-contained page. Links are written as they come; the file appears under its name when it is whole. */
export class PageReport implements Report {
  private rows = 0;
  private leftOut = 0;

  private constructor(
    private readonly file: DraftFile,
    private readonly limits: PageLimits,
  ) {}

  static async begin(file: string, place: Place, now: Date, limits: PageLimits = LIMITS): Promise<PageReport> {
    const page = new PageReport(await DraftFile.begin(file), limits);
    await page.file.write(head(place, now));
    return page;
  }

  async link({ key, target, problems }: AuditedLink): Promise<void> {
    if (this.rows >= (problems.length === 0 ? this.limits.good : this.limits.rows)) {
      this.leftOut++;
      return;
    }
    const row = [key, target ?? null, problems.map(({ kind, message }) => [kind, message])];
    await this.file.write(`${this.rows === 0 ? "" : ",\n"}${inert(row)}`);
    this.rows++;
  }

  async end(summary: Summary): Promise<void> {
    const facts = { ...summary, leftOut: this.leftOut, severities: SEVERITY, meanings: MEANING };
    await this.file.write(`]</script>\n<script type="application/json" id="summary">${inert(facts)}</script>\n`);
    await this.file.write(`<script>${PAGE_SCRIPT}</script>\n</html>\n`);
    await this.file.finish();
  }

  async fail(): Promise<void> {
    await this.file.discard();
  }
}

function head({ bucket, prefix }: Place, now: Date): string {
  const where = escaped(visible(`${bucket}/${prefix}`));
  const policy = `default-src 'none'; script-src '${hash(PAGE_SCRIPT)}'; style-src '${hash(PAGE_STYLE)}'; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width">
<title>Links below ${where}</title>
<style>${PAGE_STYLE}</style>
<header>
<h1>Links below <code>${where}</code></h1>
<p id="facts">Looked at ${now.toISOString().replace("T", " ").slice(0, 16)} UTC</p>
<p id="kinds"></p>
<p><input id="search" type="search" placeholder="Search links, targets, problems" aria-label="Search" autofocus>
<span id="filters"></span> <span id="found" role="status"></span></p>
</header>
<noscript><p>This page needs JavaScript, which stands in the page itself; it loads nothing.</p></noscript>
<section aria-label="Picture"><svg id="picture" role="img"></svg><p id="more"></p></section>
<section aria-label="Table"><div class="row head" id="columns"></div><div id="table" tabindex="0"><div id="rows"></div></div></section>
<script type="application/json" id="links">[`;
}

function hash(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}

/** JSON that cannot end the element it stands in, whatever it says. */
function inert(value: unknown): string {
  return JSON.stringify(value).replaceAll("<", "\\u003c");
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] as string);
}
