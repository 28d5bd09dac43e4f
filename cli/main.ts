#!/usr/bin/env node
import { runCommandLine } from "./run-command-line";

runCommandLine(process.argv.slice(2), process).then((status) => {
  process.exitCode = status;
});
