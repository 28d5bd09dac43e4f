import fc from "fast-check";
import { JsonReport } from "../../../cli/audit/json-report";
import { TableReport } from "../../../cli/audit/table-report";
import { judgeSkew } from "../../../cli/doctor/check-clock";
import { checkCredentials } from "../../../cli/doctor/check-credentials";
import { Progress } from "../../../cli/progress";
import { declaredKeys } from "../../../cli/stacks/declared-keys";
import { visible } from "../../../cli/visible";
import { judgeLink } from "../../../provider/functions/audit/judge";
import type { AuditedLink } from "../../../provider/functions/audit/problem";
import { Tally } from "../../../provider/functions/audit/summary";
import { anyText } from "../../support/any-text";

const PLACE = { bucket: "links", prefix: "latest/" };
const GOOD: AuditedLink = { key: "latest/app", target: "r/app", lastModified: undefined, problems: [] };
const BAD: AuditedLink = {
  ...GOOD,
  key: "latest/esc\u001b[2J\nx",
  problems: judgeLink("x", { kind: "self" }, undefined),
};

function page(): { write(text: string): void; text: string } {
  const stream = {
    text: "",
    write: (text: string) => {
      stream.text += text;
    },
  };
  return stream;
}

async function told(report: TableReport | JsonReport, links: readonly AuditedLink[]): Promise<void> {
  const tally = new Tally();
  tally.countKeys(1234);
  for (const link of links) {
    tally.count(link);
    await report.link(link);
  }
  await report.end(tally.summary);
}

describe("a name on a terminal", () => {
  test("is one line without anything that moves the cursor or the writing, and can be read back", () => {
    fc.assert(
      fc.property(anyText(), (name) => {
        const shown = visible(name);
        expect(shown).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
        expect(shown === name || JSON.parse(shown) === name).toBe(true);
      }),
    );
  });

  test("is as it is where nothing speaks against it", () => {
    for (const name of ["latest/app.tgz", "ü/世界", "a'b&c<d>"]) expect(visible(name)).toBe(name);
  });
});

describe("the table", () => {
  test("has a line for each problem, what the kinds mean, and the sum", async () => {
    const out = page();
    await told(new TableReport(out, PLACE, false), [GOOD, BAD]);
    expect(out.text).toBe(`severity  problem         link -> target
error     self-referring  "latest/esc\\u001b[2J\\nx" -> r/app

self-referring (1): the link points to itself: point it to an object
2 links below links/latest/ among 1,234 keys: 1 error, 0 warnings.
`);
  });

  test("shows good links where it is told to, and says where there are none at all", async () => {
    const [all, none] = [page(), page()];
    await told(new TableReport(all, PLACE, true), [GOOD]);
    expect(all.text).toContain("ok                        latest/app -> r/app\n");
    expect(all.text).toContain("1 link below links/latest/ among 1,234 keys: no problems.\n");
    await told(new TableReport(none, PLACE, false), []);
    expect(none.text).toBe("No links below links/latest/ among 1,234 keys.\n");
  });
});

describe("the JSON", () => {
  test.each([[[]], [[GOOD]], [[BAD]], [[BAD, GOOD, BAD]]])("is one document, whatever was found", async (links) => {
    const out = page();
    await told(new JsonReport(out, PLACE, false), links);
    const document = JSON.parse(out.text);
    expect(document).toMatchObject({ ...PLACE, complete: true, summary: { links: links.length, keys: 1234 } });
    expect(document.links.map(({ key }: AuditedLink) => key)).toEqual(
      links.filter(({ problems }) => problems.length > 0).map(({ key }) => key),
    );
  });

  test("is whole where the audit broke off, and says so", async () => {
    const out = page();
    const report = new JsonReport(out, PLACE, true);
    await report.link(GOOD);
    await report.fail("no answer");
    expect(JSON.parse(out.text)).toMatchObject({ links: [{ key: "latest/app" }], complete: false, error: "no answer" });
  });
});

describe("progress", () => {
  const at = (times: number[], stream: { isTTY?: boolean }, wanted = true) => {
    const out = { ...page(), ...stream };
    let now = 0;
    const progress = new Progress(out, wanted, { now: () => now });
    const lines: string[] = [];
    out.write = (text: string) => void lines.push(text);
    for (const time of times) {
      now = time;
      progress.tell(() => `at ${time}`);
    }
    progress.end();
    return lines;
  };

  test("is silent on short runs, and where nobody wants it", () => {
    expect(at([100, 1900], { isTTY: true })).toEqual([]);
    expect(at([100, 60_000], {}, false)).toEqual([]);
  });

  test("is one changing line on a terminal, and a line now and then elsewhere", () => {
    expect(at([2100, 2200, 2400], { isTTY: true })).toEqual(["\r\x1b[Kat 2100", "\r\x1b[Kat 2400", "\r\x1b[K"]);
    expect(at([2100, 10_100, 12_000, 20_100], {})).toEqual(["at 10100\n", "at 20100\n"]);
  });
});

describe("the links that a stack declares", () => {
  const layout = { type: "oss-symlink:index:AliasLayout", id: "links/latest/", urn: "urn:x", inputs: {} };
  const secret = (rest: object) => ({
    "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
    ...rest,
  });
  const exported = (...resources: object[]) => JSON.stringify({ version: 3, deployment: { resources } });

  test("are those of both hosts and of layouts, in that bucket, that are not on their way out", () => {
    const text = exported(
      { type: "pulumi:pulumi:Stack" },
      { type: "oss-symlink:index:Symlink", id: "links/a/b" },
      { type: "pulumi-nodejs:dynamic/oss-symlink:Symlink", id: "links/c" },
      { type: "oss-symlink:index:Symlink", id: "links2/d" },
      { type: "oss-symlink:index:Symlink", id: "links/e", delete: true },
      { type: "oss-symlink:index:Symlink", id: "links/f", external: true },
      { ...layout, inputs: { links: { "app.tgz": "x", "n/m": "y" } } },
      { ...layout, inputs: { links: secret({ plaintext: JSON.stringify({ hidden: "x" }) }) } },
    );
    expect(declaredKeys("f", text, "links")).toEqual(["a/b", "c", "latest/app.tgz", "latest/n/m", "latest/hidden"]);
  });

  test("cannot be told from encrypted layouts, nor from what is no export", () => {
    const encrypted = exported({ ...layout, inputs: { links: secret({ ciphertext: "v1:x" }) } });
    expect(() => declaredKeys("f", encrypted, "links")).toThrow("export it with --show-secrets");
    for (const text of ["", "[]", "null", "{}", '{"deployment":{}}', "name: yaml"]) {
      expect(() => declaredKeys("f", text, "links")).toThrow("f is not what pulumi stack export writes");
    }
  });
});

describe("the doctor", () => {
  test.each([
    [800, "ok", "as the service's"],
    [90_000, "warning", "90 s behind the service's"],
    [-600_000, "warning", "10 min ahead of the service's"],
    [-8_000_000, "error", "2 h ahead of the service's; other tools are refused beyond 15 minutes"],
  ])("judges a skew of %d ms as %s", (skew, verdict, text) => {
    expect(judgeSkew(skew)).toMatchObject({ verdict, text });
  });

  test("says where credentials were found, and what each place before lacked", () => {
    const tried = ["environment: OSS_ACCESS_KEY_ID is not set"];
    expect(checkCredentials({ source: "profile x", temporary: true, tried })).toEqual({
      topic: "credentials",
      verdict: "ok",
      text: "profile x (temporary, with a security token)\n  not in environment: OSS_ACCESS_KEY_ID is not set",
    });
    expect(checkCredentials({ source: undefined, temporary: false, tried })).toMatchObject({ verdict: "error" });
  });
});
