/** Writes sdk/schema.json from what is built: node scripts/schema.js */
const { writeFileSync } = require("node:fs");
const path = require("node:path");
const { packageSchema } = require("../dist/provider/schema.js");

const file = path.join(__dirname, "..", "sdk", "schema.json");
writeFileSync(file, `${JSON.stringify(packageSchema(), null, 2)}\n`);
