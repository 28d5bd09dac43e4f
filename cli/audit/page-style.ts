export const PAGE_STYLE = `
:root { color-scheme: light dark; --text: #1d2733; --soft: #5d6b7a; --line: #d8dee6; --back: #fff; --lift: #f4f6f9; --good: #7b93ad; --error: #c62f2f; --warning: #a86500; --hover: #e8eef6; }
@media (prefers-color-scheme: dark) { :root { --text: #e3e8ee; --soft: #98a5b3; --line: #37414d; --back: #171c22; --lift: #1f262e; --good: #6d859f; --error: #ff7b72; --warning: #e3a13b; --hover: #2a3440; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 1280px; padding: 0 20px 20px; font: 14px/1.45 system-ui, sans-serif; color: var(--text); background: var(--back); }
h1 { font-size: 20px; margin: 18px 0 4px; overflow-wrap: anywhere; }
p { margin: 6px 0; }
code, .name, svg text { font-family: ui-monospace, Menlo, Consolas, monospace; font-size: 13px; }
#facts, #more, #found { color: var(--soft); }
button { font: inherit; color: inherit; background: var(--lift); border: 1px solid var(--line); border-radius: 12px; padding: 2px 10px; margin: 2px 6px 2px 0; cursor: pointer; }
button:hover { background: var(--hover); }
button[aria-pressed="true"] { outline: 2px solid currentColor; }
button.error, .problem.error { color: var(--error); }
button.warning, .problem.warning { color: var(--warning); }
#search { font: inherit; width: 340px; max-width: 100%; padding: 6px 10px; border: 1px solid var(--line); border-radius: 6px; background: var(--lift); color: inherit; }
section { border: 1px solid var(--line); border-radius: 8px; margin-top: 12px; padding: 8px; }
svg { display: block; width: 100%; }
svg text { fill: var(--text); }
svg .soft { fill: var(--soft); }
svg path { fill: none; stroke: var(--good); }
svg path.warning { stroke: var(--warning); stroke-dasharray: 6 4; }
svg path.error { stroke: var(--error); }
svg .error { fill: var(--error); }
svg .warning { fill: var(--warning); }
svg .folder { cursor: pointer; text-decoration: underline; text-decoration-style: dotted; }
svg path.error, svg path.warning { fill: none; }
#more:empty, #found:empty { display: none; }
.row { display: grid; grid-template-columns: minmax(0, 5fr) minmax(0, 5fr) minmax(0, 6fr); gap: 12px; line-height: 26px; height: 26px; padding: 0 8px; }
.row > * { overflow: hidden; text-overflow: ellipsis; white-space: pre; }
.head button { border: 0; background: none; padding: 0; font-weight: 600; text-align: left; }
#table { height: 60vh; overflow: auto; position: relative; border-top: 1px solid var(--line); }
#rows { position: relative; }
#rows .row { position: absolute; left: 0; right: 0; }
#rows .row:hover { background: var(--hover); }
.name { unicode-bidi: isolate; direction: ltr; }
`;
