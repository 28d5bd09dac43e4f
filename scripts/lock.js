/**
 * A lock between processes that outlives no owner. Each contender claims by a file of its own, named by its process,
 * and holds the lock if no other living process claims it too. As a claim's name is never used twice,
 * whoever finds its owner dead can delete it without ever hitting a living one.
 */
const { spawnSync } = require("node:child_process");
const { randomBytes } = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");
const { setTimeout: wait } = require("node:timers/promises");

/** Waits until this call alone claims `folder`. Returns the function that gives it back. */
async function lock(folder, onWait = () => {}) {
  const claim = `${process.pid}-${startOf(process.pid)}-${randomBytes(6).toString("hex")}`;
  for (let told = false; ; ) {
    if (!isClaimedByOthers(folder, claim)) {
      writeClaim(folder, claim);
      // Of two that claim at once at least one sees the other here; if both do, both step back for a random while.
      if (!isClaimedByOthers(folder, claim)) return () => removeClaim(folder, claim);
      removeClaim(folder, claim);
      await wait(Math.random() * 100);
      continue;
    }
    if (!told) onWait();
    told = true;
    await wait(100 + Math.random() * 100);
  }
}

function isClaimedByOthers(folder, mine) {
  const others = claimsIn(folder).filter((claim) => claim !== mine);
  const alive = others.filter(isAlive);
  for (const dead of others.filter((claim) => !alive.includes(claim)))
    fs.rmSync(path.join(folder, dead), { force: true });
  return alive.length > 0;
}

function claimsIn(folder) {
  try {
    return fs.readdirSync(folder);
  } catch (error) {
    if (error.code === "ENOENT") return [];
    throw error;
  }
}

function writeClaim(folder, claim) {
  for (;;) {
    fs.mkdirSync(folder, { recursive: true });
    try {
      fs.writeFileSync(path.join(folder, claim), "", { flag: "wx" });
      return;
    } catch (error) {
      // Another one gave the lock back between the two calls and took the empty folder away.
      if (error.code !== "ENOENT") throw error;
    }
  }
}

function removeClaim(folder, claim) {
  fs.rmSync(path.join(folder, claim), { force: true });
  try {
    fs.rmdirSync(folder);
  } catch {
    // Others claim it.
  }
}

/** A process id alone does not name a process for long: the system gives it out again. */
function isAlive(claim) {
  const [pid, start] = claim.split("-");
  try {
    process.kill(Number(pid), 0);
  } catch (error) {
    if (error.code !== "EPERM") return false;
  }
  return startOf(Number(pid)) === start;
}

/** When the process began, in the words of the system; "none" if there is no such process. */
function startOf(pid) {
  if (process.platform === "linux") return startOnLinux(pid);
  const { stdout } = spawnSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" });
  return stdout?.replace(/[^0-9A-Za-z]/g, "") || "none";
}

/** Fields 3 (state) and 22 (start time) of proc_pid_stat(5); the name before them may hold blanks and brackets. */
function startOnLinux(pid) {
  let stat;
  try {
    stat = fs.readFileSync(`/proc/${pid}/stat`, "latin1");
  } catch {
    return "none";
  }
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return fields[0] === "Z" ? "none" : fields[19];
}

module.exports = { lock };
