/**
 * The page's own program. Names from the bucket reach the document as text nodes only. A browser runs it as it stands
 * here, so it is text and not a function of this package.
 */
export const PAGE_SCRIPT = String.raw`
"use strict";
const $ = (id) => document.getElementById(id);
const links = JSON.parse($("links").textContent).map(([key, target, problems]) => ({ key, target, problems }));
const summary = JSON.parse($("summary").textContent);
const rank = { good: 0, warning: 1, error: 2 };
const worse = (a, b) => (rank[a] < rank[b] ? b : a);
for (const link of links) {
  link.severity = link.problems.map(([kind]) => summary.severities[kind]).reduce(worse, "good");
  link.haystack = (link.key + "\n" + (link.target ?? "") + "\n" + link.problems.map(([kind]) => kind).join("\n")).toLowerCase();
}
const state = { words: [], kind: "", from: "", to: "", order: "severity", down: false };

/** A name as it is, but for what is not seen or moves what is: that shows as an escape. */
function visible(name) {
  return name.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (c) => "\\u{" + c.codePointAt(0).toString(16) + "}");
}
function element(tag, text, cls) {
  const made = document.createElement(tag);
  if (text !== undefined) made.textContent = text;
  if (cls) made.className = cls;
  return made;
}
function drawn(tag, attributes, text) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  if (text !== undefined) made.textContent = text;
  return made;
}
const number = (n) => n.toLocaleString("en-US");

// What is shown.
function matching() {
  const { words, kind, from, to } = state;
  return links.filter((link) =>
    words.every((word) => link.haystack.includes(word)) &&
    (kind === "" || link.problems.some(([name]) => name === kind)) &&
    link.key.startsWith(from) && (to === "" || (link.target ?? "").startsWith(to)));
}
const byText = (get) => (a, b) => { const [x, y] = [get(a), get(b)]; return x < y ? -1 : x > y ? 1 : 0; };
const orders = {
  key: byText((link) => link.key),
  target: byText((link) => link.target ?? ""),
  severity: (a, b) => rank[b.severity] - rank[a.severity] || orders.key(a, b),
};
function sorted(rows) {
  rows.sort(orders[state.order]);
  return state.down ? rows.reverse() : rows;
}

// The table: only the rows in sight are in the document.
const HEIGHT = 26;
let rows = [];
function fill() {
  const table = $("table");
  const first = Math.max(0, Math.floor(table.scrollTop / HEIGHT) - 10);
  const last = Math.min(rows.length, first + Math.ceil(table.clientHeight / HEIGHT) + 20);
  $("rows").style.height = rows.length * HEIGHT + "px";
  $("rows").replaceChildren(...rows.slice(first, last).map((link, at) => tableRow(link, first + at)));
}
function tableRow(link, at) {
  const row = element("div", undefined, "row");
  row.style.top = at * HEIGHT + "px";
  const problems = element("span");
  link.problems.forEach(([kind, message], n) => {
    const one = element("span", (n ? "  " : "") + mark(summary.severities[kind]) + " " + kind, "problem " + summary.severities[kind]);
    one.title = visible(message);
    problems.append(one);
  });
  row.append(nameCell(link.key), nameCell(link.target ?? "?"), problems);
  return row;
}
function nameCell(name) {
  const cell = element("span", visible(name), "name");
  cell.title = visible(name);
  return cell;
}
const mark = (severity) => (severity === "error" ? "✕" : severity === "warning" ? "!" : "");

// The picture: names to the left, targets to the right. Many are drawn folder by folder.
const MOST = 40;
function groupsOf(names) {
  const whole = new Set(names);
  if (whole.size <= MOST) return (name) => name;
  let common = names[0].slice(0, names[0].lastIndexOf("/") + 1);
  for (const name of names) while (!name.startsWith(common)) common = common.slice(0, common.lastIndexOf("/", common.length - 2) + 1);
  return (name) => { const end = name.indexOf("/", common.length); return end < 0 ? name : name.slice(0, end + 1); };
}
function edgesOf(shown) {
  const pointing = shown.filter((link) => link.target !== null);
  if (pointing.length === 0) return [];
  const from = groupsOf(pointing.map((link) => link.key));
  const to = groupsOf(pointing.map((link) => link.target));
  const edges = new Map();
  for (const link of pointing) {
    const [a, b] = [from(link.key), to(link.target)];
    const id = a + "\n" + b + "\n" + link.severity;
    const edge = edges.get(id) ?? { a, b, count: 0, severity: link.severity, missing: true };
    edge.count++;
    edge.missing &&= link.problems.some(([kind]) => kind === "dangling");
    edges.set(id, edge);
  }
  return [...edges.values()];
}
function side(edges, end, order) {
  const nodes = new Map();
  for (const edge of edges) {
    const node = nodes.get(edge[end]) ?? { name: edge[end], count: 0, bad: 0, severity: "good", missing: true, sum: 0 };
    node.count += edge.count;
    if (edge.severity !== "good") node.bad += edge.count;
    node.severity = worse(node.severity, edge.severity);
    node.missing &&= edge.missing;
    node.sum += order(edge) * edge.count;
    nodes.set(node.name, node);
  }
  return [...nodes.values()].sort((x, y) => x.sum / x.count - y.sum / y.count || (x.name < y.name ? -1 : 1));
}
function shortened(text, most = 50) {
  return text.length <= most ? text : text.slice(0, Math.floor(most / 3)) + "…" + text.slice(1 - Math.ceil((most * 2) / 3));
}
function draw(shown) {
  const all = edgesOf(shown);
  const first = side(all, "a", () => 0).sort((x, y) => rank[y.severity] - rank[x.severity] || y.count - x.count).slice(0, MOST);
  const kept = new Set(first.map((node) => node.name));
  let edges = all.filter((edge) => kept.has(edge.a));
  const left = side(edges, "a", () => 0);
  const place = new Map(left.map((node, at) => [node.name, at]));
  const ends = side(edges, "b", (edge) => place.get(edge.a));
  const right = ends.slice(0, 2 * MOST);
  const goal = new Map(right.map((node, at) => [node.name, at]));
  edges = edges.filter((edge) => goal.has(edge.b));
  const tall = Math.max(left.length, right.length);
  const step = (nodes) => Math.max(24, (tall * 24) / Math.max(1, nodes.length));
  const y = (nodes, at) => 16 + step(nodes) * (at + 0.5);
  const picture = $("picture");
  const wide = Math.max(600, picture.clientWidth);
  const [x1, x2] = [wide * 0.38, wide * 0.62];
  picture.setAttribute("viewBox", "0 0 " + wide + " " + (tall * 24 + 32));
  picture.setAttribute("aria-label", edges.length + " connections between " + left.length + " names and " + right.length + " targets; the table below says the same");
  const parts = [];
  for (const edge of edges) {
    const aside = 5 * (rank[edge.severity] - 1);
    const [y1, y2] = [y(left, place.get(edge.a)) + aside, y(right, goal.get(edge.b)) + aside];
    const [middle, width] = [(x1 + x2) / 2, Math.min(7, 1.5 + Math.log2(edge.count) / 2)];
    const path = drawn("path", { d: "M" + x1 + " " + y1 + " C" + middle + " " + y1 + " " + middle + " " + y2 + " " + x2 + " " + y2, class: edge.severity, "stroke-width": width, opacity: 0.8 });
    path.append(drawn("title", {}, number(edge.count) + (edge.severity === "good" ? " links" : " links, " + edge.severity)));
    parts.push(path);
    if (edge.severity !== "good") parts.push(drawn("text", { x: middle, y: (y1 + y2) / 2 + 5, "text-anchor": "middle", class: edge.severity }, mark(edge.severity)));
  }
  const most = Math.max(12, Math.floor((x1 - 110) / 8));
  left.forEach((node, at) => parts.push(label(node, x1 - 10, y(left, at), "end", "from", most)));
  right.forEach((node, at) => parts.push(label(node, x2 + 10, y(right, at), "start", "to", most)));
  picture.replaceChildren(...parts);
  const names = new Set(all.map((edge) => edge.a)).size;
  const omitted = [names > left.length ? number(names - left.length) + " names" : "", ends.length > right.length ? number(ends.length - right.length) + " targets" : ""].filter(Boolean);
  $("more").textContent = omitted.length ? "Not drawn: " + omitted.join(" and ") + ". Search, or click a folder, to narrow it down." : "";
}
function label(node, x, y, anchor, filter, most) {
  const folder = node.name.endsWith("/") && node.count > 1;
  const missing = filter === "to" && node.missing;
  const bad = filter === "from" && node.bad > 0 && node.bad < node.count ? ", " + number(node.bad) + " " + mark(node.severity) : "";
  const text = shortened(visible(node.name), most) + (node.count > 1 ? " (" + number(node.count) + bad + ")" : "") + (missing ? " missing" : "");
  const cls = [filter === "to" ? (missing ? "error" : "") : node.severity, folder ? "folder" : ""].join(" ").trim();
  const made = drawn("text", { x, y: y + 4, "text-anchor": anchor, class: cls }, text);
  made.append(drawn("title", {}, visible(node.name)));
  if (folder) made.addEventListener("click", () => { state[filter] = node.name; show(); });
  return made;
}

// The controls.
function button(text, cls, pressed, act) {
  const made = element("button", text, cls);
  made.type = "button";
  if (pressed !== undefined) made.setAttribute("aria-pressed", String(pressed));
  made.addEventListener("click", act);
  return made;
}
function show() {
  rows = sorted(matching());
  $("table").scrollTop = 0;
  fill();
  draw(rows);
  $("found").textContent = rows.length === links.length ? "" : number(rows.length) + " of " + number(links.length);
  $("kinds").replaceChildren(...Object.entries(summary.kinds).map(([kind, count]) => {
    const severity = summary.severities[kind];
    const made = button(mark(severity) + " " + kind + " " + number(count), severity, state.kind === kind, () => { state.kind = state.kind === kind ? "" : kind; show(); });
    made.title = summary.meanings[kind];
    return made;
  }));
  $("filters").replaceChildren(...["from", "to"].filter((end) => state[end] !== "").map((end) =>
    button((end === "from" ? "links below " : "targets below ") + shortened(visible(state[end])) + " ✕", "", undefined, () => { state[end] = ""; show(); })));
  $("columns").replaceChildren(...[["key", "Link"], ["target", "Target"], ["severity", "Problems"]].map(([order, text]) =>
    button(text + (state.order === order ? (state.down ? " ▾" : " ▴") : ""), "", undefined, () => {
      state.down = state.order === order && !state.down;
      state.order = order;
      show();
    })));
}
$("search").addEventListener("input", (event) => {
  state.words = event.target.value.toLowerCase().split(/\s+/).filter(Boolean);
  show();
});
$("table").addEventListener("scroll", fill);
addEventListener("resize", () => { fill(); draw(rows); });
const found = summary.errors + summary.warnings === 0 ? "no problems" : number(summary.errors) + " errors, " + number(summary.warnings) + " warnings";
$("facts").textContent += ": " + number(summary.links) + " links among " + number(summary.keys) + " keys, " + found + "." +
  (summary.leftOut ? " " + number(summary.leftOut) + " of the links are not on this page; oss-symlink audit --json has them all." : "");
show();
`;
