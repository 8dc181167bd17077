// The style of both pages. Colours hold 4.5 to 1 against their ground, in the light and in the dark.

export const style = `
:root {
  --ground: #ffffff; --raised: #f4f5f7; --text: #1c1f24; --quiet: #525a66; --line: #d5d9e0;
  --good: #12693a; --bad: #a3231b; --link: #0b57b0;
  color-scheme: light dark;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #14161a; --raised: #1f2329; --text: #eceef1; --quiet: #aab2be; --line: #3a404a;
    --good: #6fd39a; --bad: #ff9c94; --link: #8cc1ff;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 1.5rem 1rem 4rem; max-width: 46rem;
  background: var(--ground); color: var(--text);
  font: 1rem/1.55 system-ui, sans-serif; overflow-wrap: anywhere;
}
h1 { font-size: 1.45rem; line-height: 1.3; margin: 0 0 .75rem; }
h2 { font-size: 1.1rem; margin: 2.25rem 0 .75rem; }
h3 { font-size: 1rem; margin: 0; }
p { margin: .4rem 0; white-space: pre-line; }
a { color: var(--link); }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
time, .quiet { color: var(--quiet); font-size: .9rem; }
time { white-space: nowrap; }
.state { padding: 1rem; border: 1px solid var(--line); border-left: .4rem solid var(--good); background: var(--raised); }
.state.problem { border-left-color: var(--bad); }
.state p { font-size: 1.15rem; font-weight: 600; margin: 0; }
article { border: 1px solid var(--line); border-radius: .3rem; padding: 1rem; margin: 0 0 1rem; }
ol, ul { list-style: none; margin: .75rem 0 0; padding: 0; }
li { border-top: 1px solid var(--line); padding: .6rem 0; }
.word { font-weight: 600; }
.track { display: grid; grid-template-columns: repeat(6, 1fr); gap: .25rem; margin: 1rem 0; }
@media (max-width: 34rem) { .track { grid-template-columns: repeat(3, 1fr); } }
.track li { border-top: .3rem solid var(--line); padding: .3rem 0; color: var(--quiet); font-size: .9rem; }
.track .done { border-top-color: var(--good); }
.track [aria-current] { border-top-color: var(--bad); color: var(--text); font-weight: 700; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .3rem 1rem; margin: 0; }
dt { color: var(--quiet); }
dd { margin: 0; }
pre { margin: .4rem 0; padding: .6rem .75rem; background: var(--raised); border: 1px solid var(--line); white-space: pre-wrap; }
code { font: .9rem/1.4 ui-monospace, monospace; user-select: all; }
`
