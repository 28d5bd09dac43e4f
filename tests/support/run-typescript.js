/** `node --require this-file program.ts`: runs a program from its sources in a process of its own. */
const { transformFileSync } = require("@swc/core");

const OPTIONS = { module: { type: "commonjs" }, jsc: { target: "es2022", parser: { syntax: "typescript" } } };

require.extensions[".ts"] = (module, file) => module._compile(transformFileSync(file, OPTIONS).code, file);
