import { createHash } from 'node:crypto';

// Contrast of every pair of text and ground is at least 4.5:1 and of every control's border 3:1 (WCAG 1.4.3, 1.4.11);
// what can be pressed is at least 44 px high. Sizes are in rem, so that a reader's own text size counts.
const css = `
:root {
  --ink: #1c2430;
  --quiet: #4a5563;
  --ground: #f3f5f7;
  --card: #ffffff;
  --line: #c9d1d9;
  --control: #6b7785;
  --blue: #1b3a57;
  --teal: #00666b;
  --teal-dark: #004c50;
  --red: #a61b1b;
  --red-soft: #fdf0ef;
  --green: #1c6434;
  --green-soft: #edf7f0;
  --amber: #6f4800;
  --amber-soft: #fff6e0;
  --focus: #ffbf47;
}
*, *::before, *::after { box-sizing: border-box; }
html { font: 112.5%/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; color: var(--ink); background: var(--ground); -webkit-text-size-adjust: 100%; }
body { margin: 0; min-height: 100vh; display: flex; flex-direction: column; }
main { flex: 1; width: 100%; max-width: 60rem; margin: 0 auto; padding: 1.75rem 1.25rem 4rem; }
main:focus { outline: none; }
h1, h2, h3 { line-height: 1.25; color: var(--blue); margin: 0 0 .6em; overflow-wrap: break-word; }
h1 { font-size: 1.9rem; letter-spacing: -.01em; }
h2 { font-size: 1.3rem; }
h3 { font-size: 1.06rem; }
p, ul, ol, dl, table, pre { margin: 0 0 1rem; }
p, li { max-width: 42rem; }
a { color: var(--teal-dark); text-underline-offset: .18em; }
a:hover { text-decoration-thickness: .15em; }
:focus-visible { outline: 3px solid var(--blue); outline-offset: 2px; box-shadow: 0 0 0 6px var(--focus); border-radius: 2px; }
.lead { font-size: 1.12rem; color: var(--ink); }
.quiet { color: var(--quiet); }
.skip { position: absolute; left: -999rem; }
.skip:focus { left: 1rem; top: .5rem; background: #fff; padding: .75rem 1rem; z-index: 2; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

.top { background: var(--blue); color: #fff; border-bottom: 4px solid var(--teal); }
.top-inner, .bottom-inner { max-width: 60rem; margin: 0 auto; padding: .75rem 1.25rem; display: flex; flex-wrap: wrap; align-items: center; gap: .25rem 1.25rem; }
.brand { color: #fff; font-weight: 700; font-size: 1.2rem; text-decoration: none; display: inline-flex; align-items: center; min-height: 44px; margin-right: auto; }
.top nav ul, .bottom ul { list-style: none; margin: 0; padding: 0; display: flex; flex-wrap: wrap; gap: .25rem 1.1rem; align-items: center; }
.top nav a { color: #fff; display: inline-flex; align-items: center; min-height: 44px; }
.top nav a[aria-current] { font-weight: 700; text-decoration: none; box-shadow: inset 0 -3px #7fd4d6; }
.top nav a[aria-current]:focus-visible { box-shadow: inset 0 -3px #7fd4d6; }
.top form { margin: 0; }
.top :focus-visible { outline-color: var(--focus); box-shadow: none; }
.link-button { font: inherit; background: none; border: 0; padding: 0; min-height: 44px; min-width: 44px; color: inherit; text-decoration: underline; text-underline-offset: .18em; cursor: pointer; }
.who { background: #e6ecf1; color: var(--ink); font-size: .9rem; max-width: none; margin: 0; }
.who span { display: block; max-width: 60rem; margin: 0 auto; padding: .4rem 1.25rem; }
.bottom { background: #fff; border-top: 1px solid var(--line); font-size: .95rem; }
.bottom a { display: inline-flex; align-items: center; min-height: 44px; }
.bottom p { margin: 0 auto 0 0; color: var(--quiet); }

.card { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 1.4rem 1.5rem; margin: 0 0 1.5rem; }
.card > :last-child, .scroll > :last-child, .pieces > li > :last-child { margin-bottom: 0; }
.card > .buttons:first-child { margin-top: 0; }
.next { border-left: 8px solid var(--teal); }
.next h2 { margin-bottom: .3em; }
.done { border-left: 8px solid var(--green); background: var(--green-soft); }
.warning { border-left: 8px solid var(--amber); background: var(--amber-soft); }
.problem { border: 3px solid var(--red); background: #fff; }
.problem h2 { color: var(--red); }
.problem a { color: var(--red); font-weight: 600; }

.button { display: inline-flex; align-items: center; justify-content: center; min-height: 48px; padding: .55rem 1.3rem; font: inherit; font-weight: 650; color: #fff; background: var(--teal); border: 2px solid var(--teal); border-radius: 6px; text-decoration: none; cursor: pointer; }
.button:hover { background: var(--teal-dark); border-color: var(--teal-dark); color: #fff; }
.button.second { background: #fff; color: var(--teal-dark); }
.button.second:hover { background: #e8f3f3; color: var(--teal-dark); }
.button.grave { background: var(--red); border-color: var(--red); }
.button.grave:hover { background: #7d1212; border-color: #7d1212; }
.button.small { min-height: 44px; padding: .35rem .9rem; font-size: .95rem; }
.buttons { display: flex; flex-wrap: wrap; gap: .75rem 1rem; align-items: center; margin: 1.25rem 0 0; }
.buttons form { margin: 0; display: flex; }
.buttons .buttons { margin: 0; }

form { margin: 0 0 1rem; }
.field { margin: 0 0 1.35rem; border: 0; padding: 0; min-width: 0; }
.field label, .field legend { display: block; font-weight: 650; padding: 0; }
.hint { display: block; color: var(--quiet); font-size: .95rem; margin: .1rem 0 .3rem; font-weight: 400; }
.complaint { display: block; color: var(--red); font-weight: 650; margin: .1rem 0 .3rem; }
.field.wrong { border-left: 5px solid var(--red); padding-left: .9rem; }
input[type=text], input[type=file], select, textarea { font: inherit; color: inherit; background: #fff; border: 2px solid var(--control); border-radius: 4px; padding: .5rem .65rem; min-height: 48px; width: 100%; max-width: 34rem; margin-top: .3rem; }
textarea { min-height: 9rem; line-height: 1.45; resize: vertical; }
.short input[type=text] { max-width: 14rem; }
.wrong input[type=text], .wrong select, .wrong textarea { border-color: var(--red); }
.choice { display: flex; align-items: flex-start; gap: .7rem; min-height: 44px; padding: .35rem 0; }
.choice input { width: 1.5rem; height: 1.5rem; margin: .1rem 0 0; flex: none; accent-color: var(--teal); }
.field .choice label { font-weight: 400; padding-top: .05rem; }

.badge { display: inline-block; border-radius: 1rem; padding: .1rem .75rem; font-size: .92rem; font-weight: 650; background: #e4ebf2; color: var(--blue); border: 1px solid #9fb2c4; }
.badge.now { background: #e0f2f2; color: var(--teal-dark); border-color: #6fb3b5; }
.badge.good { background: var(--green-soft); color: var(--green); border-color: #8dbf9d; }
.badge.bad { background: var(--red-soft); color: var(--red); border-color: #dc9a96; }
.badge.quiet { background: #eceff2; color: var(--quiet); border-color: #b6bfc8; }

.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
caption { text-align: left; font-weight: 650; padding: 0 0 .5rem; color: var(--blue); }
th, td { text-align: left; vertical-align: top; padding: .7rem .9rem .7rem 0; border-bottom: 1px solid var(--line); }
thead th { border-bottom: 2px solid var(--control); font-size: .95rem; }
td form { margin: 0; }
.number { font-variant-numeric: tabular-nums; white-space: nowrap; }
.facts { display: grid; grid-template-columns: minmax(10rem, 17rem) 1fr; gap: 0; }
.facts dt { font-weight: 650; padding: .5rem 1rem .5rem 0; border-bottom: 1px solid #e3e8ec; }
.facts dd { margin: 0; padding: .5rem 0; border-bottom: 1px solid #e3e8ec; overflow-wrap: anywhere; white-space: pre-line; }
.pieces { list-style: none; padding: 0; }
.pieces > li { max-width: none; border-bottom: 1px solid var(--line); padding: 1rem 0; }
.pieces > li:first-child { padding-top: 0; }
.pieces > li:last-child { border-bottom: 0; padding-bottom: 0; }
.facts dt:nth-last-child(2), .facts dd:last-child, tbody tr:last-child > * { border-bottom: 0; }
.text pre { margin: 0; white-space: pre-wrap; font: inherit; }
.pieces > li > form, .pieces .buttons { margin: .8rem 0 0; }
.text { overflow-wrap: anywhere; font: .95rem/1.5 ui-monospace, "Cascadia Mono", Menlo, Consolas, monospace; background: #f7f9fa; border: 1px solid var(--line); border-radius: 6px; padding: 1rem 1.1rem; }
.paper { padding: 0; overflow: hidden; }
.paper .text { background: #fff; border: 0; padding: 1.6rem 1.7rem; }
.hash { font-family: ui-monospace, "Cascadia Mono", Menlo, Consolas, monospace; font-size: .88rem; overflow-wrap: anywhere; }
.progress { list-style: none; padding: 0; margin: 0 0 1.5rem; display: grid; grid-template-columns: repeat(6, 1fr); gap: .4rem; }
.progress li { border-top: 6px solid #b6bfc8; padding-top: .35rem; font-size: .92rem; color: var(--quiet); }
.progress .past { border-color: var(--teal); color: var(--teal-dark); }
.progress .past::before { content: "\\2713  " / ""; }
.progress .present { border-color: var(--blue); color: var(--blue); font-weight: 700; }
.timeline { list-style: none; padding: 0; margin: 0; border-left: 3px solid #9fb2c4; }
.timeline li { position: relative; padding: 0 0 1rem 1.3rem; }
.timeline li::before { content: ""; position: absolute; left: -.52rem; top: .45rem; width: .85rem; height: .85rem; border-radius: 50%; background: var(--teal); border: 2px solid #fff; }
.timeline time { color: var(--quiet); font-size: .92rem; display: block; }
.steps li { padding: .2rem 0 .2rem .3rem; }
.empty { text-align: center; padding: 2rem 1rem; color: var(--quiet); }
.empty p { margin-inline: auto; }
.empty strong { display: block; color: var(--blue); font-size: 1.1rem; }

@media (max-width: 40rem) {
  html { font-size: 106%; }
  h1 { font-size: 1.55rem; }
  .card { padding: 1.1rem 1rem; }
  .facts { grid-template-columns: 1fr; }
  .facts dt { border: 0; padding-bottom: 0; }
  .facts dd { padding-top: 0; }
  .stacks thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .stacks tr { display: block; border-bottom: 2px solid var(--control); padding: .6rem 0; }
  .stacks tr:last-child { border-bottom: 0; padding-bottom: 0; }
  .stacks th, .stacks td { display: block; border: 0; padding: .15rem 0; }
  .stacks [data-label]::before { content: attr(data-label) ": "; color: var(--quiet); font-weight: 400; }
  .buttons > *, .buttons .button { width: 100%; }
  .progress { grid-template-columns: repeat(3, 1fr); }
}
@media (prefers-reduced-motion: no-preference) { .button { transition: background-color .12s; } }
@media print {
  html { background: #fff; font-size: 11pt; }
  .top nav, .top form, .who, .bottom, .skip, .buttons, .screen-only { display: none; }
  .top { background: none; color: #000; border-bottom: 1pt solid #000; }
  .brand { color: #000; }
  main { max-width: none; padding: 1rem 0; }
  .card { border: 0; padding: 0; break-inside: avoid; }
  .done, .warning { background: none; border-left: 4pt solid #000; padding: .2rem 0 .2rem .8rem; }
  .top-inner { padding-inline: 0; }
  .hash { font-size: .72rem; }
  a { color: #000; text-decoration: none; }
}
`;

/** The style sheet, and the address that carries the hash of its content: it may be kept for ever. */
export const STYLE = css.trimStart();
export const STYLE_PATH = `/design-${createHash('sha256').update(STYLE).digest('hex').slice(0, 16)}.css`;

/** The mark in the browser's tab: two fields that share a border. */
export const ICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="6" fill="#1b3a57"/><path d="M6 7h9v18H6z" fill="#fff"/><path d="M17 7h9v18h-9z" fill="#4fb3b5"/></svg>';
