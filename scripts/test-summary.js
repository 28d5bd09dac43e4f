/** What one step of a test run counted: `skips` are full test names, `seconds` wall time. */
function emptyResult() {
  return { passed: 0, failed: 0, skips: [], seconds: 0 };
}

/** The closing lines of a test run, and whether it passed. The last line is `N passed, N failed`. */
function summarise(results, { everySkipFails }) {
  const lines = Object.entries(results).map(([name, result]) => stepLine(name, result));
  const skips = Object.values(results).flatMap((result) => result.skips);
  for (const name of skips) lines.push(`skipped: ${name}`);
  if (everySkipFails && skips.length > 0) lines.push("REQUIRE_ALL is set: each skipped test counts as failed.");
  const passed = total(results, "passed");
  const failed = total(results, "failed") + (everySkipFails ? skips.length : 0);
  lines.push(`${passed} passed, ${failed} failed`);
  return { lines, passed: failed === 0 && passed > 0 };
}

function stepLine(name, { passed, failed, skips, seconds }) {
  const counts = `${passed} passed, ${failed} failed${skips.length > 0 ? `, ${skips.length} skipped` : ""}`;
  return `${name.padEnd(10)} ${counts.padEnd(34)} ${seconds.toFixed(1)} s`;
}

function total(results, field) {
  return Object.values(results).reduce((sum, result) => sum + result[field], 0);
}

module.exports = { emptyResult, summarise };
