/** Required first by scripts that people start: ends a Node too old for them. It must be readable for any Node itself. */
var wanted = [20, 18, 1];
var given = process.versions.node.split(".").map(Number);
var older = given.map((part, i) => part - wanted[i]).find((difference) => difference !== 0) < 0;
if (older) {
  console.error(`pulumi-oss-symlink needs Node ${wanted.join(".")} or newer; this is ${process.version}.`);
  process.exit(1);
}
