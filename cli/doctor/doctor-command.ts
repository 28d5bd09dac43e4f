import { createClientFor, type Environment } from "../../provider/config/settings";
import { reportCredentials } from "../../provider/oss";
import { connectionSettings } from "../connection";
import { EXIT } from "../exit-status";
import { interruptible } from "../interruptible";
import { type Output, write } from "../output";
import { counted } from "../text";
import { checkClock } from "./check-clock";
import { checkCredentials } from "./check-credentials";
import { checkEndpoint } from "./check-endpoint";
import { checkReading } from "./check-reading";
import { checkWriting } from "./check-writing";
import { DOCTOR_HELP, type DoctorOptions, parseDoctorOptions } from "./doctor-options";
import type { Finding, Verdict } from "./finding";

export async function doctorCommand(args: readonly string[], output: Output): Promise<number> {
  const options = parseDoctorOptions(args);
  if (options === "help") {
    output.stdout.write(DOCTOR_HELP);
    return EXIT.ok;
  }
  const findings = await interruptible((signal) => examine(options, process.env, signal));
  await write(output.stdout, options.json ? `${JSON.stringify({ findings }, null, 2)}\n` : inLines(findings));
  const count = counter(findings);
  if (count("error") > 0) return EXIT.errors;
  return count("warning") > 0 ? EXIT.warnings : EXIT.ok;
}

async function examine(options: DoctorOptions, environment: Environment, signal: AbortSignal): Promise<Finding[]> {
  const { place, connection } = options;
  const settings = connectionSettings(connection, environment);
  const client = createClientFor(settings, environment);
  try {
    const findings = checkEndpoint(client, settings, connection, environment);
    const credentials = checkCredentials(await reportCredentials({ ...settings, environment }));
    const clock = await checkClock(client.endpoint, environment, signal);
    findings.push(credentials, clock);
    if (place === undefined) return [...findings, NO_BUCKET];
    if (credentials.verdict === "error" || clock.topic === "connection") return findings;
    const reading = await checkReading(client, place, signal);
    findings.push(...reading);
    const reached = !reading.some(({ topic, verdict }) => topic !== "may read" && verdict === "error");
    if (options.write && reached) findings.push(...(await checkWriting(client, place, signal)));
    return findings;
  } finally {
    client.close();
  }
}

const NO_BUCKET: Finding = {
  topic: "bucket",
  verdict: "unknown",
  text: "none given, so nobody asked whether the credentials are good",
  todo: "oss-symlink doctor BUCKET asks what they may do there",
};

function inLines(findings: readonly Finding[]): string {
  const count = counter(findings);
  const lines = findings.map(({ verdict, topic, text, todo }) => {
    const indent = " ".repeat(22);
    const body = text.replaceAll("\n", `\n${indent}`);
    return `${verdict.padEnd(8)} ${topic.padEnd(12)} ${body}${todo === undefined ? "" : `\n${indent}→ ${todo}`}\n`;
  });
  const [errors, warnings] = [count("error"), count("warning")];
  const sum =
    errors + warnings === 0 ? "No problems." : `${counted(errors, "error")}, ${counted(warnings, "warning")}.`;
  return `${lines.join("")}\n${sum}\n`;
}

function counter(findings: readonly Finding[]): (verdict: Verdict) => number {
  return (wanted) => findings.filter(({ verdict }) => verdict === wanted).length;
}
