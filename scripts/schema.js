/** Writes sdk/schema.json and docs/reference/ from what is built: node scripts/schema.js */
const { writeFileSync } = require("node:fs");
const path = require("node:path");
const { packageSchema } = require("../dist/provider/schema.js");
const { writeReference } = require("./reference.js");

const file = path.join(__dirname, "..", "sdk", "schema.json");
const text = JSON.stringify(packageSchema(), null, 2);
writeFileSync(file, `${text}\n`);
writeReference(JSON.parse(text));
