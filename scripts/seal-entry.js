/**
 * Last step of the build. The SDK's loader for plugins compiles JavaScript, too, if the tsconfig.json of the user's
 * project says so (allowJs), and checks it (checkJs), with none of our types at hand: the entry opts out.
 */
const { readFileSync, writeFileSync } = require("node:fs");
const path = require("node:path");

const entry = path.join(__dirname, "..", "dist", "provider", "main.js");
writeFileSync(entry, `// @ts-nocheck\n${readFileSync(entry, "utf8")}`);
