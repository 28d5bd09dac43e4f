import { spawn, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

jest.setTimeout(60_000);

const root = path.join(__dirname, "../../..");

/** A project small enough to be installed and built in a second, with the real set-up script, in a path with spaces. */
function givenProject(dependencies: Record<string, string> = {}) {
  const folder = path.join(mkdtempSync(path.join(tmpdir(), "oss-symlink-setup-")), "a path with spaces");
  mkdirSync(path.join(folder, "scripts"), { recursive: true });
  for (const script of ["setup.js", "node-version.js", "lock.js"])
    cpSync(path.join(root, "scripts", script), path.join(folder, "scripts", script));
  const work = "if (process.env.BREAK) process.kill(process.pid, 'SIGKILL'); fs.appendFileSync('builds', 'x')";
  const build = `node -e "fs.mkdirSync('dist', { recursive: true }); ${work}"`;
  const manifest = { name: "small", version: "1.0.0", scripts: { build }, dependencies };
  writeFileSync(path.join(folder, "package.json"), JSON.stringify(manifest));
  const packages: Record<string, object> = { "": manifest };
  for (const [name, version] of Object.entries(dependencies)) packages[`node_modules/${name}`] = { version };
  const lock = { name: "small", version: "1.0.0", lockfileVersion: 3, requires: true, packages };
  writeFileSync(path.join(folder, "package-lock.json"), JSON.stringify(lock));
  mkdirSync(path.join(folder, "provider"));
  writeFileSync(path.join(folder, "provider/main.ts"), "");
  return {
    folder,
    setup: (env: Record<string, string> = {}) =>
      spawnSync(process.execPath, ["scripts/setup.js"], {
        cwd: folder,
        encoding: "utf8",
        env: { ...process.env, ...env },
      }),
    /** Does not wait. */
    startSetup: () =>
      new Promise<number | null>((resolve) => {
        const child = spawn(process.execPath, ["scripts/setup.js"], { cwd: folder, stdio: "ignore" });
        child.on("close", resolve);
      }),
    builds: () => readFileSync(path.join(folder, "builds"), "utf8").length,
    remove: () => rmSync(path.dirname(folder), { recursive: true, force: true }),
  };
}

describe("set-up", () => {
  test("installs and builds, then does nothing until something changes", () => {
    const project = givenProject();
    try {
      const first = project.setup();
      expect(first.stderr).toMatch(/setup: install \(npm ci .*\n(.*\n)*setup: install took .* s\nsetup: build /);
      expect(first.status).toBe(0);
      expect(first.stdout).toBe("");

      const second = project.setup();
      expect(second.stderr).toMatch(/^setup: ready \(0\.\d s\)\n$/);
      expect(project.builds()).toBe(1);

      writeFileSync(path.join(project.folder, "provider/main.ts"), "changed");
      const third = project.setup();
      expect(third.stderr).not.toContain("install");
      expect(project.builds()).toBe(2);
    } finally {
      project.remove();
    }
  });

  test("of three that run at once builds once", async () => {
    const project = givenProject();
    try {
      const statuses = await Promise.all([project.startSetup(), project.startSetup(), project.startSetup()]);
      expect(statuses).toEqual([0, 0, 0]);
      expect(project.builds()).toBe(1);
      expect(existsSync(path.join(project.folder, ".setup.lock"))).toBe(false);
    } finally {
      project.remove();
    }
  });

  test("begins anew where it was killed half-way, though all is as it was before", () => {
    const project = givenProject();
    try {
      project.setup();
      writeFileSync(path.join(project.folder, "provider/main.ts"), "changed");
      expect(project.setup({ BREAK: "1" }).status).toBe(1);
      writeFileSync(path.join(project.folder, "provider/main.ts"), "");
      expect(project.setup().status).toBe(0);
      expect(project.builds()).toBe(2);
    } finally {
      project.remove();
    }
  });

  test("says that the registry is not reachable, and fails", () => {
    const project = givenProject({ "is-number": "7.0.0" });
    try {
      const result = project.setup({ npm_config_registry: "http://127.0.0.1:1", npm_config_fetch_retries: "0" });
      expect(result.stderr).toContain("setup: install failed. npm could not install the locked dependencies.");
      expect(result.stderr).toContain("the npm registry is not reachable from here (`npm ping` tells)");
      expect(result.status).toBe(1);
      expect(existsSync(path.join(project.folder, "dist"))).toBe(false);
    } finally {
      project.remove();
    }
  });
});

describe("a Node that is too old", () => {
  test.each(["setup", "test", "demo", "engine"])("is told which one is needed by scripts/%s.js", (name) => {
    const script = JSON.stringify(path.join(root, `scripts/${name}.js`));
    const pretend = `Object.defineProperty(process.versions, "node", { value: "20.18.0" }); require(${script});`;
    const result = spawnSync(process.execPath, ["-e", pretend], { encoding: "utf8" });
    expect(result.stderr).toBe(`pulumi-oss-symlink needs Node 20.18.1 or newer; this is ${process.version}.\n`);
    expect(result.status).toBe(1);
  });
});
