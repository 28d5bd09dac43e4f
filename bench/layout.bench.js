/**
 * Layouts of growing size over real gRPC, each step in a plugin of its own as in a deployment of its own: time, CPU time
 * and memory of the plugin, and requests; beside as many single links, beside loops of bare puts, and with latency.
 * BENCH_MOST_LINKS=100000 goes on to larger ones.
 */
const { installAliOss } = require("./client/ali-oss.js");
const { encoded, startPlugin } = require("./layout/plugin.js");
const { putsBy } = require("./layout/put-loop.js");
const { startServer } = require("./layout/server.js");

const LAYOUT = "oss-symlink:index:AliasLayout";
const SYMLINK = "oss-symlink:index:Symlink";
const SIZES = [100, 1_000, 10_000, 100_000];
const MOST = Number(process.env.BENCH_MOST_LINKS ?? 10_000);
/** Requests under way at once, of the plugin and of what it is compared with. */
const AT_ONCE = 64;
/** By the number of links, where a flip is measured with latency: milliseconds of each request, and requests at once. */
const FAR_AWAY = {
  1000: [
    { ms: 20, atOnce: AT_ONCE },
    { ms: 200, atOnce: AT_ONCE },
  ],
  10000: [
    { ms: 20, atOnce: AT_ONCE },
    { ms: 20, atOnce: AT_ONCE / 4 },
  ],
};

function layoutOf(count, release) {
  const names = Array.from({ length: count }, (_, index) => `folder/file-${String(index).padStart(6, "0")}.tgz`);
  const links = Object.fromEntries(names.map((name) => [name, name]));
  const targetPrefix = `releases/${release}/`;
  return encoded({ bucket: "bench", prefix: `latest-${count}/`, targetPrefix, links, targetCheck: "off" });
}

/** One step in a plugin of its own. */
async function inNewPlugin({ server, options }, work) {
  const plugin = await startPlugin({ ...server.config, ...options });
  try {
    await server.requests();
    const before = plugin.cost();
    const begun = performance.now();
    await work(plugin);
    const ms = performance.now() - begun;
    const { cpuMs, peakMb } = plugin.cost();
    return { ms, cpuMs: cpuMs - before.cpuMs, peakMb, requests: await server.requests() };
  } finally {
    await plugin.stop();
  }
}

/** The life of a layout of so many links: what each step costs. */
async function lifeOf(count, server, aliOssFolder) {
  let state;
  const [first, second] = [1, 2].map((release) => layoutOf(count, release));
  const step = (work, options = {}) =>
    inNewPlugin({ server, options }, async (plugin) => {
      const layout = plugin.resource(LAYOUT, `layout-${count}`);
      layout.state = state;
      await work(layout);
      state = layout.state;
    });
  const life = {
    create: await step((layout) => layout.create(first)),
    "no-op": await step(async (layout) => {
      if (await layout.up(first)) throw new Error("a no-op was none");
    }),
    refresh: await step((layout) => layout.read()),
    flip: await step((layout) => layout.up(second)),
  };
  const stateBytes = state.inputs.serializeBinary().length + state.outputs.serializeBinary().length;
  const bare = bareFlips(server, count, aliOssFolder);
  const latency = await flipsFarAway(server, step, count);
  return { ...life, destroy: await step((layout) => layout.delete()), stateBytes, bare, latency };
}

/** Time of a flip and of the client's bare puts, where each request takes so many milliseconds. */
async function flipsFarAway(server, step, count) {
  const times = [];
  for (const { ms, atOnce } of FAR_AWAY[count] ?? []) {
    await server.setLatency(ms);
    const next = layoutOf(count, 3 + times.length);
    let written;
    const flip = await step(
      async (layout) => {
        written = await layout.up(next);
      },
      { maxConnections: atOnce },
    );
    const alone = putsBy("ours", { config: server.config, count, atOnce, release: 3 + times.length });
    times.push({ ms, atOnce, flip: flip.ms, written, alone: alone.ms });
  }
  await server.setLatency(0);
  return times;
}

/** What it costs to flip as many links that are there, as many at once, without the plugin: by this client, and by ali-oss. */
function bareFlips(server, count, aliOssFolder) {
  const flip = (client) => {
    const [, second] = [1, 2].map((release) =>
      putsBy(client, { config: server.config, count, atOnce: AT_ONCE, release, aliOssFolder }),
    );
    return second;
  };
  return { ours: flip("ours"), "ali-oss": flip("ali-oss") };
}

/** As many single links, without what the engine does for each of them. */
async function singlesOf(count, server) {
  const inputs = (index, release) =>
    encoded({
      bucket: "bench",
      key: `single-${count}/${index}`,
      target: `releases/${release}/${index}`,
      targetCheck: "off",
    });
  const states = new Array(count);
  const step = (work) =>
    inNewPlugin({ server, options: {} }, (plugin) =>
      forEach(count, async (index) => {
        const link = plugin.resource(SYMLINK, `link-${index}`);
        link.state = states[index];
        await work(link, index);
        states[index] = link.state;
      }),
    );
  return {
    create: await step((link, index) => link.create(inputs(index, 1))),
    refresh: await step((link) => link.read()),
    flip: await step((link, index) => link.up(inputs(index, 2))),
    destroy: await step((link) => link.delete()),
  };
}

async function forEach(count, work) {
  let next = 0;
  const worker = async () => {
    for (let index = next++; index < count; index = next++) await work(index);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

function figure(name, value, unit, limit) {
  const rounded = Math.round(value * 100) / 100;
  const goal = limit === undefined ? "reported" : `<= ${limit}`;
  return { name: `layout: ${name}`, value: rounded, unit, goal, ok: limit === undefined || value <= limit };
}

const STEPS = ["create", "no-op", "refresh", "flip", "destroy"];

function figuresOf(count, life) {
  const figures = STEPS.flatMap((name) => [
    figure(`${name} of ${count}`, life[name].ms, "ms"),
    figure(`${name} of ${count}, per link`, (life[name].ms * 1000) / count, "us"),
    figure(`${name} of ${count}, CPU of the plugin per link`, (life[name].cpuMs * 1000) / count, "us"),
    figure(`${name} of ${count}`, life[name].requests, "requests", budgetOf(name, count)),
  ]);
  const peak = Math.max(...STEPS.map((name) => life[name].peakMb));
  return [
    ...figures,
    figure(`state of ${count}, per link`, life.stateBytes / count, "bytes"),
    figure(`most memory with ${count}`, peak, "MB", count <= 10_000 ? 250 : undefined),
  ];
}

function budgetOf(step, count) {
  const pages = Math.ceil(count / 1000);
  const budgets = {
    create: count + 2,
    "no-op": 0,
    refresh: pages + 1,
    flip: count + pages + 2,
    destroy: 2 * pages + 1,
  };
  return budgets[step];
}

/** What a link costs in a large layout, against a smaller one. */
function growth(small, large) {
  return STEPS.filter((name) => name !== "no-op").flatMap((name) => [
    figure(
      `${name}, time per link in ${large.count} against ${small.count}`,
      ratio(name, "ms", small, large),
      "x",
      1.3,
    ),
    figure(
      `${name}, CPU per link in ${large.count} against ${small.count}`,
      ratio(name, "cpuMs", small, large),
      "x",
      1.3,
    ),
  ]);
}

function ratio(step, what, small, large) {
  return large.life[step][what] / large.count / (small.life[step][what] / small.count);
}

function besideSingles(count, singles, life) {
  return Object.keys(singles).flatMap((name) => [
    figure(`${name} of ${count} single links`, singles[name].ms, "ms"),
    figure(`${name} of ${count}, time against single links`, life[name].ms / singles[name].ms, "x"),
    figure(`${name} of ${count}, CPU against single links`, life[name].cpuMs / singles[name].cpuMs, "x"),
  ]);
}

function besideBare(count, { flip, bare }) {
  return Object.entries(bare).flatMap(([client, { ms, cpuMs }]) => [
    figure(`flip of ${count}, time against a loop of puts by ${client}`, flip.ms / ms, "x"),
    figure(`flip of ${count}, CPU against a loop of puts by ${client}`, flip.cpuMs / cpuMs, "x"),
  ]);
}

function farAway(count, times) {
  return times.flatMap(({ ms, atOnce, flip, written, alone }) => {
    const name = `flip of ${count}, ${ms} ms away, ${atOnce} at once, against`;
    const round = (count / atOnce) * ms;
    return [
      figure(`${name} n / ${atOnce} x ${ms} ms`, flip / round, "x"),
      figure(`${name} the client's bare puts`, flip / alone, "x"),
      figure(`${name} the client's bare puts, without Check and Diff`, written / alone, "x"),
      figure(
        `the client's bare puts, ${count}, ${ms} ms away, ${atOnce} at once, against the same`,
        alone / round,
        "x",
      ),
    ];
  });
}

async function layoutBench() {
  const aliOssFolder = await installAliOss();
  const server = await startServer();
  const figures = [];
  const lives = [];
  for (const count of SIZES.filter((size) => size <= MOST)) {
    const life = await lifeOf(count, server, aliOssFolder);
    lives.push({ count, life });
    figures.push(...figuresOf(count, life));
    figures.push(...besideBare(count, life), ...farAway(count, life.latency));
    if (count <= 1_000) figures.push(...besideSingles(count, await singlesOf(count, server), life));
  }
  const [, ...grown] = lives;
  grown.forEach((large, index) => {
    for (const small of grown.slice(0, index)) figures.push(...growth(small, large));
  });
  server.close();
  return figures;
}

module.exports = { layoutBench };

if (require.main === module) layoutBench().then((figures) => console.log(figures));
