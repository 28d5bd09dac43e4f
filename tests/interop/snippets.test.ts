import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { homedir, tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { type Emulator, startEmulator } from "../../emulator";
import { createClient } from "../../provider/oss";
import { browser, folderOf, lacksFor } from "../../scripts/clients";
import { openPage } from "./adapters/browser/chromium";
import { CORS_FOR_BROWSERS } from "./clients";
import { ownerConnection } from "./connections";
import { setUpBucket } from "./plain-http";
import { absent } from "./suite";

const ROOT = join(__dirname, "../..");
const DOCUMENT = readFileSync(join(ROOT, "docs/local-oss.md"), "utf8");
const TARGET = "releases/1.4.2/app.tgz";

/** What a snippet is run with: a folder of its own, which is also its home, and the client's folder in the cache. */
interface Place {
  readonly folder: string;
  readonly installed: string;
  readonly snippet: string;
}

interface Runner {
  /** As scripts/clients.js knows the client. */
  readonly client: string;
  /** Runs the snippet as its reader would; answers what it shows. */
  run(place: Place): Promise<string>;
}

const RUNNERS: Readonly<Record<string, Runner>> = {
  "ali-oss (Node.js)": { client: "ali-oss", run: runNode },
  "ali-oss (browser)": { client: "browser", run: runBrowser },
  "oss2 (Python)": { client: "oss2", run: runPython },
  "alibabacloud-oss-v2 (Python)": { client: "oss-v2", run: runPython },
  "Go SDK V1": { client: "go-v1", run: runGo },
  "Go SDK V2": { client: "go-v2", run: runGo },
  "Java SDK": { client: "java", run: runJava },
  ossutil: { client: "ossutil", run: runShell },
};

describe("docs/local-oss.md", () => {
  let server: Emulator;
  let folder: string;

  beforeEach(async () => {
    server = await startEmulator({ buckets: ["demo"] });
    await setUpBucket(ownerConnection(server), "demo", "cors", { body: CORS_FOR_BROWSERS });
    folder = mkdtempSync(join(tmpdir(), "oss-symlink-snippet-"));
  });
  afterEach(async () => {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test("has a snippet for every client, and no other", () => {
    expect([...snippets().keys()].sort()).toEqual(Object.keys(RUNNERS).sort());
  });

  for (const [title, { client, run }] of Object.entries(RUNNERS)) {
    describe(title, () => {
      const lacking = lacksFor(client);
      if (lacking) {
        absent(lacking);
        return;
      }
      test("its snippet puts the link and shows its target", async () => {
        const { port } = new URL(server.endpoint);
        const snippet = (snippets().get(title) ?? "").replaceAll(":9000", `:${port}`);
        expect(await run({ folder, installed: await folderOf(client), snippet })).toContain(TARGET);
        const { accessKeyId, accessKeySecret, endpoint, region } = server;
        const ours = createClient({ endpoint, region, credentials: { accessKeyId, accessKeySecret }, environment: {} });
        expect((await ours.getSymlink("demo", "latest/app.tgz")).target).toBe(TARGET);
        ours.close();
      }, 600_000);
    });
  }
});

/** The code under each heading of the section, by heading. */
function snippets(): Map<string, string> {
  const [, section = ""] = DOCUMENT.split(/^## Point your client at it$/m);
  const [clients = ""] = section.split(/^## /m);
  const parts = clients.split(/^### /m).slice(1);
  return new Map(
    parts.map((part) => [part.slice(0, part.indexOf("\n")), /^```\w+\n(.*?)^```$/ms.exec(part)?.[1] ?? ""]),
  );
}

async function execute(folder: string, [program = "", ...args]: readonly string[], env = {}): Promise<string> {
  const { PATH, LANG, JAVA_HOME, PYENV_ROOT } = process.env;
  const { stdout } = await promisify(execFile)(program, args, {
    cwd: folder,
    timeout: 120_000,
    env: { PATH, LANG, JAVA_HOME, PYENV_ROOT, HOME: folder, ...env },
  });
  return stdout;
}

function runNode({ folder, installed, snippet }: Place): Promise<string> {
  writeFileSync(join(folder, "main.js"), snippet);
  symlinkSync(join(installed, "node_modules"), join(folder, "node_modules"));
  return execute(folder, [process.execPath, "main.js"]);
}

/** The page shows the target in its title. */
async function runBrowser({ installed, snippet }: Place): Promise<string> {
  const library = readFileSync(join(installed, "node_modules/ali-oss/dist/aliyun-oss-sdk.min.js"));
  const site = createServer(({ url }, response) => {
    if (url === "/") response.setHeader("content-type", "text/html");
    response.end(url === "/" ? snippet : library);
  });
  await new Promise<void>((resolve) => site.listen(0, "127.0.0.1", resolve));
  const { port } = site.address() as AddressInfo;
  const page = await openPage(await browser(), `http://127.0.0.1:${port}/`);
  try {
    return String(await page.evaluate(TITLE_ONCE_SET));
  } finally {
    await page.close();
    site.close();
  }
}

const TITLE_ONCE_SET = `new Promise((done) => {
  const look = () => (document.title ? done(document.title) : setTimeout(look, 10));
  look();
})`;

function runPython({ folder, installed, snippet }: Place): Promise<string> {
  writeFileSync(join(folder, "main.py"), snippet);
  return execute(folder, ["python3", "main.py"], { PYTHONPATH: join(installed, "packages") });
}

/** With the pinned modules of the adapters; Go's own caches stay where they are. */
async function runGo({ folder, snippet }: Place): Promise<string> {
  const module = join(folder, "module");
  mkdirSync(module);
  for (const file of ["go.mod", "go.sum"]) cpSync(join(__dirname, "adapters/go", file), join(module, file));
  writeFileSync(join(module, "main.go"), snippet);
  const { GOCACHE, GOPATH, GOMODCACHE, GOPROXY, GOSUMDB } = process.env;
  const go = { GOCACHE, GOPATH, GOMODCACHE, GOPROXY, GOSUMDB, HOME: homedir(), GOTOOLCHAIN: "local" };
  return execute(module, ["go", "run", "-mod=readonly", "."], go);
}

function runJava({ folder, installed, snippet }: Place): Promise<string> {
  writeFileSync(join(folder, "Main.java"), snippet);
  return execute(folder, ["java", "-XX:TieredStopAtLevel=1", "-cp", join(installed, "lib", "*"), "Main.java"]);
}

function runShell({ folder, installed, snippet }: Place): Promise<string> {
  writeFileSync(join(folder, "main.sh"), snippet);
  return execute(folder, ["sh", "-e", "main.sh"], { PATH: `${installed}${delimiter}${process.env.PATH ?? ""}` });
}
