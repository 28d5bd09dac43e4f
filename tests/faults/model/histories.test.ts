import { report } from "./report";
import { runHistories } from "./run-histories";

const RUNS = Number(process.env.FAULT_RUNS ?? 1000);
const FIRST = Number(process.env.SEED ?? 1);

it(`keeps what is foreign and converges: histories ${FIRST} to ${FIRST + RUNS - 1}`, async () => {
  const started = Date.now();
  const { counter, failures } = await runHistories({
    first: FIRST,
    count: RUNS,
    mostFailures: Number(process.env.MOST ?? 1), minimise: !process.env.NOMIN,
  });
  process.stderr.write(`${counter.toString()}\n${Date.now() - started} ms cpu ${JSON.stringify(process.cpuUsage())}\n`);
  expect(failures.map(report)).toEqual([]);
}, 600_000);
