const { startLinkPack } = require("pulumi-oss-symlink/policy");

startLinkPack("link-rules", {
  "key-pattern": { pattern: "^(latest|stable)/" },
  "target-pattern": { pattern: "^releases/\\d+\\.\\d+\\.\\d+/" },
  "required-metadata": { names: ["owner"], prefixes: ["stable/"] },
  "protected-prefixes": { prefixes: ["stable/"] },
});
