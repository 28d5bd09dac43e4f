/** install-official.js ROOT VERSION: a process of its own, so that an installer that hangs can be ended. */
const { PulumiCommand } = require("@pulumi/pulumi/automation/cmd");

const [root, version] = process.argv.slice(2);
const semver = require(require.resolve("semver", { paths: [require.resolve("@pulumi/pulumi")] }));

PulumiCommand.install({ root, version: semver.parse(version) }).then(
  () => process.exit(0),
  (error) => {
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  },
);
