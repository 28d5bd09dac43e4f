/** The versions everything is tested with. scripts/engine/{cli,hosts}/go.mod must say the same; a test compares. */
const { createHash } = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");

const PULUMI = "3.259.0";
const YAML_HOST = "1.38.3";
const LANGUAGE_HOSTS = "3.66.0";

/** What a directory must hold to be an engine for the tests. */
const PROGRAMS = ["pulumi", ...["yaml", "nodejs", "python", "go"].map((language) => `pulumi-language-${language}`)];

const CLI_MODULE = path.join(__dirname, "cli");
const HOSTS_MODULE = path.join(__dirname, "hosts");

/** One cache entry per version, platform and recipe. */
function cacheEntry() {
  const recipe = createHash("sha256");
  for (const file of ["go.mod", "go.sum", "gensdk/main.go"])
    recipe.update(fs.readFileSync(path.join(CLI_MODULE, file)));
  for (const file of ["go.mod", "go.sum"]) recipe.update(fs.readFileSync(path.join(HOSTS_MODULE, file)));
  return `engine/${PULUMI}-${process.platform}-${process.arch}-${recipe.digest("hex").slice(0, 8)}`;
}

module.exports = { PULUMI, YAML_HOST, LANGUAGE_HOSTS, PROGRAMS, CLI_MODULE, HOSTS_MODULE, cacheEntry };
