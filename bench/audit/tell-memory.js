/** Preloaded into a process: tells at its end, as the last line on stderr, the most memory it ever had, in KB. */
process.on("exit", () => {
  require("node:fs").writeSync(
    2,
    `\n${process.resourceUsage().maxRSS} ${Math.round(process.cpuUsage().user / 1000)}\n`,
  );
});
