#!/usr/bin/env node
import { runCommandLine } from "./run-command-line";

/** As shells count a writer whose reader has gone. */
const READER_GONE = 141;

process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit(READER_GONE);
});

runCommandLine(process.argv.slice(2), process).then((status) => {
  process.exitCode = status;
});
