/** What the demo says. Colours only on a terminal that wants them. */
const colours = Boolean(process.stdout.isTTY) && !process.env.NO_COLOR && process.env.TERM !== "dumb";
const paint = (code) => (text) => (colours ? `\u001b[${code}m${text}\u001b[0m` : text);
const bold = paint("1");
const dim = paint("2");
const green = paint("32");
const red = paint("31");

let chapters = 0;

/** A new part of the story. */
function chapter(title) {
  chapters += 1;
  console.log(`\n${bold(`${chapters}. ${title}`)}`);
}

function tell(text) {
  console.log(`   ${text}`);
}

/** A command as a user would type it. */
function showCommand(command) {
  console.log(`   ${dim("$")} ${command}`);
}

/** Lines that only say that something is under way, or what comes after the demo. */
const passing = /^\s*$|^@ |ing \(\d+s\)|^The resources in the stack|^If you want to remove/;

/** What a program printed, without its empty and passing lines. */
function showOutput(text) {
  for (const line of text.split("\n")) {
    if (!passing.test(line)) console.log(`   ${dim("│")} ${line.trimEnd()}`);
  }
}

/** States a fact that was checked; a demo that finds it untrue fails. */
function check(fact, holds) {
  console.log(`   ${holds ? green("✓") : red("✗")} ${fact}`);
  if (!holds) throw new Error(`the demo found this untrue: ${fact}`);
}

module.exports = { bold, chapter, check, dim, showCommand, showOutput, tell };
