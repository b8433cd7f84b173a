/** The style sheet of the mailbox: the dark blue and the plain type of a public service, readable without scripts. */
export const mailboxStyle = `
:root { --ink: #1c2733; --quiet: #52606d; --blue: #1b3a57; --link: #0b5394; --line: #d3dae1; --paper: #fff; --ground: #f3f5f7; }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 1.0625rem/1.55 system-ui, sans-serif; }
header { background: var(--blue); color: #fff; }
header > div, main { max-width: 56rem; margin: 0 auto; padding: 1.25rem 1.25rem; }
header a { color: #fff; font-weight: 600; text-decoration: none; }
header a:hover { text-decoration: underline; }
header p { margin: 0; color: #d6e2ee; font-size: .9375rem; }
h1 { margin: .5rem 0 1rem; font-size: 1.6rem; line-height: 1.25; overflow-wrap: anywhere; }
h2 { margin: 2rem 0 .5rem; font-size: 1.15rem; }
[lang=en] { display: block; color: var(--quiet); font-size: .9375rem; font-weight: 400; }
header [lang=en] { color: #d6e2ee; }
a { color: var(--link); }
a:focus-visible, iframe:focus-visible, summary:focus-visible { outline: 3px solid var(--blue); outline-offset: 2px; box-shadow: 0 0 0 6px #ffbf47; }
header a:focus-visible { outline-color: #ffbf47; box-shadow: none; }
.list { list-style: none; margin: 0; padding: 0; background: var(--paper); border: 1px solid var(--line); border-radius: 6px; }
.list li { padding: .85rem 1.1rem; }
.list li + li { border-top: 1px solid var(--line); }
.list a { font-weight: 600; overflow-wrap: anywhere; }
.list p { margin: .15rem 0 0; color: var(--quiet); font-size: .9375rem; overflow-wrap: anywhere; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .3rem 1rem; margin: 0; padding: 1rem 1.1rem; background: var(--paper); border: 1px solid var(--line); border-radius: 6px; }
dt { color: var(--quiet); }
details { margin: .75rem 0 0; }
summary { min-height: 2.75rem; padding: .5rem 0; cursor: pointer; color: var(--link); }
summary [lang=en] { display: inline; margin-left: .5rem; }
dd { margin: 0; overflow-wrap: anywhere; }
pre { margin: 0; padding: 1rem 1.1rem; background: var(--paper); border: 1px solid var(--line); border-radius: 6px; white-space: pre-wrap; overflow-wrap: anywhere; font: inherit; }
iframe { display: block; width: 100%; height: 34rem; background: #fff; border: 1px solid var(--line); border-radius: 6px; resize: vertical; }
@media (max-width: 36rem) { h1 { font-size: 1.3rem; } dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: .5rem; } }
`;
