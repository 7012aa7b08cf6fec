// The component's style sheet. Colours come from the page (style.css): the same tokens, light and dark.

const css = String.raw`
:host { display: flex; flex-direction: column; min-height: 0; container-type: inline-size; color: var(--ink);
  background: var(--ground); font: inherit; line-height: 1.5; overflow-wrap: anywhere; }
:host([hidden]), [hidden] { display: none !important; }
*, *::before, *::after { box-sizing: border-box; }
p, h2, h3, ol, ul, dl, dd { margin: 0; padding: 0; }
ol, ul { list-style: none; }
button, textarea { font: inherit; color: inherit; }
button { cursor: pointer; }
.icon { width: 1.25em; height: 1.25em; flex: none; fill: none; stroke: currentColor; stroke-width: 1.8;
  stroke-linecap: round; stroke-linejoin: round; }
.sr, .tool.download span { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; }

header { display: flex; align-items: center; gap: .75rem; padding: .6rem .75rem .6rem 1rem; background: var(--surface);
  border-bottom: 1px solid var(--line); }
.logo { display: grid; place-items: center; width: 2.5rem; height: 2.5rem; flex: none; border-radius: 50%;
  background: var(--brand); color: var(--on-brand); }
.who { flex: 1; min-width: 0; }
h2 { font-size: 1rem; font-weight: 650; line-height: 1.3; }
.session { display: flex; align-items: center; gap: .3em; font-size: .875rem; color: var(--muted); min-height: 1.5em; }
.session .icon { width: 1.1em; height: 1.1em; stroke-width: 2.2; }
.session[data-state='open'] { color: var(--good); }
.session[data-state='locked'] { color: var(--warn-ink); }
.tool { display: inline-flex; align-items: center; justify-content: center; gap: .4rem; flex: none; min-width: 2.75rem;
  min-height: 2.75rem; padding: 0 .5rem; border: 1px solid transparent; border-radius: .6rem; background: none;
  color: var(--brand-ink); font-size: .9375rem; font-weight: 600; }
.tool:hover { background: var(--soft); }
.tool.logout { border-color: var(--edge); }

.body { position: relative; display: flex; flex: 1; min-height: 0; }
.log { flex: 1; min-width: 0; overflow-y: auto; padding: 1rem; }
.log:focus-visible { outline-offset: -3px; }
.blank { padding: 3rem 1rem; text-align: center; color: var(--muted); }
.welcome { display: flex; flex-direction: column; align-items: center; gap: .5rem; max-width: 30rem; margin: 0 auto;
  padding: clamp(1rem, 8cqi, 4rem) 0 1rem; text-align: center; color: var(--muted); }
.welcome h3 { font-size: 1.25rem; line-height: 1.35; color: var(--ink); text-wrap: balance; }
.welcome .buttons { justify-content: center; margin-top: .75rem; }

.row { display: flex; flex-direction: column; align-items: flex-start; margin-bottom: .75rem; }
.row.mine { align-items: flex-end; }
.mine:has(+ .mine) { margin-bottom: .35rem; }
.mine.failed, .mine.refused { margin-bottom: 1rem; }
.mine:has(~ .mine) .status { display: none; }
.day { align-self: center; margin: .25rem 0 1rem; padding: .1rem .75rem; border-radius: 1rem; background: var(--soft);
  color: var(--muted); font-size: .8125rem; font-weight: 600; }
.bubble { max-width: min(88%, 36rem); padding: .65rem .95rem; border: 1px solid var(--line); border-radius: 1.1rem;
  border-bottom-left-radius: .3rem; background: var(--surface); }
.bubble.wide { width: min(100%, 36rem); max-width: none; }
.mine .bubble { background: var(--mine); color: var(--on-mine); border-color: transparent;
  border-bottom-right-radius: .3rem; border-bottom-left-radius: 1.1rem; }
.text, .footer { white-space: pre-wrap; }
.footer { margin-top: .6rem; color: var(--muted); font-size: .9375rem; }
.masked { display: flex; gap: .5rem; align-items: center; border-style: dashed; border-color: var(--edge); color: var(--muted);
  background: none; }
.meta { display: flex; flex-wrap: wrap; gap: 0 .3rem; align-items: center; margin: .2rem .25rem 0; color: var(--muted);
  font-size: .8125rem; font-variant-numeric: tabular-nums; }
.status::before { content: '· '; }
.pending .status::before { content: none; }
.pending .bubble { background: var(--mine-soft); color: var(--ink); border: 1px dashed var(--brand-ink); }
.failed .bubble, .refused .bubble { border: 1px solid var(--bad); }
.failed .status, .refused .status { color: var(--bad); font-weight: 650; }
.reason { max-width: 36rem; margin-top: .25rem; color: var(--bad); font-size: .9375rem; text-align: right; }

.cards { display: grid; gap: .6rem; margin-top: .65rem; }
.card { padding: .75rem .9rem; border: 1px solid var(--line); border-left: .25rem solid var(--brand-line); border-radius: .6rem;
  background: var(--ground); }
.card .title { font-size: 1.25rem; line-height: 1.3; font-weight: 700; font-variant-numeric: tabular-nums; color: var(--brand-ink); }
.subtitle { color: var(--muted); font-size: .9375rem; }
dl { margin-top: .5rem; font-size: .9375rem; }
dl div { display: grid; grid-template-columns: minmax(6rem, 8.5rem) 1fr; gap: 0 .75rem; padding: .2rem 0; }
dt { color: var(--muted); }
dd { font-variant-numeric: tabular-nums; font-weight: 500; }
details { margin-top: .2rem; }
.card:has(details) { padding-bottom: .2rem; }
details[open] { padding-bottom: .4rem; }
summary { display: inline-flex; align-items: center; gap: .35rem; min-height: 2.75rem; padding: 0 .5rem; margin-left: -.5rem;
  border-radius: .5rem; color: var(--brand-ink); font-size: .9375rem; font-weight: 600; cursor: pointer; list-style: none; }
summary::-webkit-details-marker { display: none; }
summary:hover { background: var(--soft); }
details[open] > summary .icon { transform: rotate(180deg); }
details dl { margin: 0 0 .35rem; padding: .35rem 0 0; border-top: 1px solid var(--line); }
details dl div { grid-template-columns: minmax(7rem, 3fr) 2fr; }
details dd { text-align: right; }

.scroll { margin-top: .65rem; overflow-x: auto; border: 1px solid var(--line); border-radius: .6rem; background: var(--ground); }
table { width: 100%; border-collapse: collapse; font-size: .9375rem; font-variant-numeric: tabular-nums; overflow-wrap: normal; }
caption { padding: .5rem .75rem; text-align: left; color: var(--muted); font-size: .875rem; }
th, td { padding: .45rem .75rem; border-top: 1px solid var(--line); text-align: left; vertical-align: top; }
thead th { color: var(--muted); font-size: .875rem; font-weight: 600; }
tbody th { font-weight: 600; }
td.short:last-child { white-space: nowrap; }
.chart { margin: .65rem 0 0; padding: .75rem .9rem .2rem; border: 1px solid var(--line); border-radius: .6rem; background: var(--ground); }
.chart figcaption { margin-bottom: .5rem; font-weight: 650; }
.chart svg[role='img'] { display: block; width: 100%; height: auto; overflow: visible; }
.chart rect { fill: var(--brand); }
.chart text { fill: var(--ink); font-size: 14px; dominant-baseline: middle; }
.chart .label { text-anchor: end; }
.chart .scroll { margin: 0 0 .6rem; }

.map { margin-top: .65rem; border: 1px solid var(--line); border-radius: .6rem; overflow: hidden; isolation: isolate; }
.canvas { height: min(19rem, 45vh); background: var(--soft); font: inherit; }
.canvas:focus-visible { outline-offset: -3px; }
.canvas .outline { fill: var(--ground); fill-opacity: 1; stroke: var(--edge); stroke-width: 1.2; }
.canvas .center { fill: var(--warn-ink); fill-opacity: 1; stroke: var(--surface); stroke-width: 3; }
.canvas .name span { position: absolute; transform: translate(-50%, -50%); color: var(--muted); font-size: .75rem; white-space: nowrap; }
.canvas .leaflet-control-attribution, .canvas .leaflet-control-scale-line { color: var(--ink); background: var(--surface); font-size: 0.75rem; }
.canvas .leaflet-bar a { width: 2.75rem; height: 2.75rem; line-height: 2.75rem; color: var(--brand-ink); background: var(--surface);
  border-color: var(--line); text-decoration: none; }
.canvas .leaflet-bar a.leaflet-disabled { color: var(--muted); }
.pin span { display: grid; place-items: center; width: 36px; height: 36px; border: 2px solid var(--surface); border-radius: 50%;
  background: var(--brand); color: var(--on-brand); font-weight: 700; font-size: .9375rem; }
.pin::after { content: ''; position: absolute; left: 50%; top: 100%; border: 6px solid transparent; border-top: 8px solid var(--brand);
  border-bottom: 0; transform: translateX(-50%); }
.pin:focus-visible { outline: none; }
.pin:focus-visible span { outline: 3px solid var(--focus); outline-offset: 2px; }
.pin.chosen span { background: var(--warn-ink); color: var(--surface); }
.pin.chosen::after { border-top-color: var(--warn-ink); }
.places { display: grid; gap: .1rem; margin-top: .5rem; }
.place { display: grid; grid-template-columns: auto 1fr; gap: .75rem; padding: .6rem .25rem .2rem; border-top: 1px solid var(--line); }
.place:first-child { border-top: 0; }
.place > div { grid-column: 2; min-width: 0; }
.place[aria-current] { background: var(--soft); border-radius: .6rem; }
.place .title { font-size: 1rem; line-height: 1.35; }
.place .subtitle a, .place .way { color: var(--brand-ink); }
.letter { min-width: 2.75rem; height: 2.75rem; padding: 0 .25rem; border: 0; border-radius: 50%; background: var(--brand); color: var(--on-brand);
  font-weight: 700; }
.letter:hover { background: var(--brand-strong); }
.ways { display: flex; flex-wrap: wrap; gap: .25rem 1.1rem; font-size: .9375rem; }
.way { display: inline-flex; align-items: center; min-height: 2.75rem; }
.locate { display: inline-flex; align-items: center; gap: .4rem; }

.buttons { display: flex; flex-wrap: wrap; gap: .5rem; margin-top: .6rem; max-width: 36rem; }
.choice { min-height: 2.75rem; max-width: 100%; padding: .45rem 1rem; border: 1.5px solid var(--brand-ink); border-radius: 1.5rem;
  background: var(--surface); color: var(--brand-ink); font-weight: 600; text-align: left; line-height: 1.3; }
.choice:hover { background: var(--soft); }
.choice[aria-disabled='true'] { border: 1.5px solid var(--line); background: none; color: var(--muted); font-weight: 500; cursor: default; }
.choice.chosen { border-color: var(--edge); }
.choice.chosen::before { content: '✓ ' / ''; }
.action { display: inline-flex; align-items: center; gap: .5rem; min-height: 2.75rem; margin-top: .65rem; padding: .5rem 1.1rem;
  border-radius: .6rem; border: 1px solid transparent; background: var(--brand); color: var(--on-brand); font-weight: 650;
  text-decoration: none; line-height: 1.3; }
.action:hover { background: var(--brand-strong); }
.view { display: inline-flex; align-items: center; min-height: 2.75rem; margin-inline-start: .9rem; color: var(--brand-ink); }
p.meta > .small { margin-left: .25rem; }
.small { min-height: 2.75rem; padding: 0 .75rem; border: 1px solid var(--edge); border-radius: .6rem; background: var(--surface);
  color: var(--brand-ink); font-size: .9375rem; font-weight: 600; }
.small:hover { background: var(--soft); }

.typing { display: inline-flex; align-items: center; gap: .6rem; padding: .2rem .25rem; color: var(--muted); font-size: .875rem; }
.dots { display: inline-flex; gap: .25rem; padding: .6rem .75rem; border: 1px solid var(--line); border-radius: 1rem;
  background: var(--surface); }
.dots i { width: .45rem; height: .45rem; border-radius: 50%; background: var(--brand-ink); opacity: .45; }
.pill { position: absolute; left: 50%; bottom: .6rem; transform: translateX(-50%); display: inline-flex; align-items: center;
  gap: .4rem; min-height: 2.75rem; padding: 0 1rem; border: 1px solid transparent; border-radius: 1.5rem; background: var(--brand);
  color: var(--on-brand); font-weight: 600; font-size: .9375rem; white-space: nowrap; box-shadow: 0 2px 10px rgb(0 0 0 / .25); }

form { padding: .65rem .75rem max(.5rem, env(safe-area-inset-bottom)); border-top: 1px solid var(--line); background: var(--surface); }
.line { display: flex; align-items: flex-end; gap: .5rem; }
textarea { flex: 1; min-width: 0; min-height: 3rem; max-height: min(12rem, 26vh); padding: .65rem .9rem; resize: none; overflow-y: auto;
  border: 1.5px solid var(--edge); border-radius: .8rem; background: var(--ground); line-height: 1.45; }
textarea::placeholder { color: var(--muted); opacity: 1; }
textarea:focus-visible { outline-offset: 0; border-color: var(--brand-ink); }
.send { display: inline-flex; align-items: center; justify-content: center; gap: .5rem; min-width: 3rem; min-height: 3rem;
  padding: 0 .9rem; border: 1px solid transparent; border-radius: .8rem; background: var(--brand); color: var(--on-brand); font-weight: 650; }
.send:hover { background: var(--brand-strong); }
.under { display: flex; justify-content: space-between; gap: 1rem; margin: .35rem .25rem 0; color: var(--muted); font-size: .8125rem; }
.count { margin-left: auto; text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.count.full { color: var(--bad); font-weight: 650; white-space: normal; }
.banner, .notice { display: flex; align-items: center; justify-content: space-between; flex-wrap: wrap; gap: .35rem 1rem;
  margin-bottom: .6rem; padding: .5rem .75rem; border: 1px solid var(--warn-line); border-radius: .6rem; background: var(--warn);
  color: var(--warn-ink); font-size: .9375rem; }
.banner p, .notice p { flex: 1 1 14rem; }
.notice { flex-wrap: nowrap; }
.notice p { flex-basis: 0; }
.notice .tool { color: inherit; }

@container (max-width: 34rem) {
  .tool span, .send span { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .tool.logout { border-color: transparent; }
  header { gap: .25rem; padding: .4rem .25rem .4rem .75rem; }
  header .logo { display: none; }
  .log { padding: .85rem .75rem; }
  .keys { display: none; }
  .bubble { max-width: 92%; }
}
@container (max-width: 22rem) {
  h2 { font-size: .9375rem; }
  dl div, details dl div { grid-template-columns: 1fr; }
  details dd { text-align: left; }
}
@media (prefers-reduced-motion: no-preference) {
  .dots i { animation: beat 1.2s infinite ease-in-out; }
  .dots i:nth-child(2) { animation-delay: .15s; }
  .dots i:nth-child(3) { animation-delay: .3s; }
}
@keyframes beat { 30% { opacity: 1; transform: translateY(-.15rem); } 60% { opacity: .45; transform: none; } }
@media (forced-colors: active) {
  .bubble, .mine .bubble, .logo, .send, .action, .pill, .tool { border: 1px solid ButtonText; }
  .action { color: LinkText; }
  .chart rect { fill: CanvasText; }
  .chart text { fill: CanvasText; }
  .dots i { background: CanvasText; }
  .choice[aria-disabled='true'] { color: GrayText; border-color: GrayText; }
}
`;

export const sheet = new CSSStyleSheet();
sheet.replaceSync(css);
