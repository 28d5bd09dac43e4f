/** ali-oss's browser build in a headless Chromium. Arguments: the folder of the package, the browser as JSON. */
const fs = require("node:fs");
const http = require("node:http");
const path = require("node:path");
const readline = require("node:readline");
const { openPage } = require("./chromium.js");

const packageFolder = process.argv[2];
const browser = JSON.parse(process.argv[3]);
const FILES = {
  "/": ["text/html", path.join(__dirname, "page.html")],
  "/operations.js": ["text/javascript", path.join(__dirname, "../ali-oss/operations.js")],
  "/aliyun-oss-sdk.min.js": [
    "text/javascript",
    path.join(packageFolder, "node_modules/ali-oss/dist/aliyun-oss-sdk.min.js"),
  ],
};

const site = http.createServer((request, response) => {
  const [type, file] = FILES[request.url] ?? [];
  if (!file) return response.writeHead(404).end();
  return response.writeHead(200, { "content-type": type }).end(fs.readFileSync(file));
});

site.listen(0, "127.0.0.1", async () => {
  const page = await openPage(browser, `http://127.0.0.1:${site.address().port}/`);
  const lines = readline.createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY });
  lines.on("line", async (line) => {
    const { id, op, ...args } = JSON.parse(line);
    const answer = await page.evaluate(`run(${JSON.stringify(op)}, ${JSON.stringify(args)})`);
    process.stdout.write(`${JSON.stringify({ id, ...JSON.parse(answer) })}\n`);
  });
  lines.on("close", async () => {
    await page.close();
    process.exit(0);
  });
});
