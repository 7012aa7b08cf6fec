// Tables, and bar charts drawn from their data: the picture is for the eye, its table says the same to everybody.

import { h, icon, svg } from './dom.js';
import { typeset, words } from './words.js';

const SHORT = 20; // characters
const WIDTH = 480;
const ROW = 30;
const LABEL = 132;
const VALUE = 92;

/** A table that scrolls sideways by itself where it is too wide; its caption names it. */
export function table(body) {
  const head = h('tr', {}, ...body.columns.map((title) => h('th', { scope: 'col' }, typeset(title))));
  const rows = body.rows.map((row) => h('tr', {}, ...row.map((value, index) => cell(value, index))));
  const caption = h('caption', {}, typeset(body.caption));
  const made = h('table', {}, caption, h('thead', {}, head), h('tbody', {}, ...rows));
  return h('div.scroll', { role: 'region', tabindex: 0, 'aria-label': typeset(body.caption) }, made);
}

/** A cell; a short one, an amount or a date, is not broken over lines. */
function cell(value, index) {
  return index === 0 ? h('th', { scope: 'row' }, typeset(value)) : h(value.length <= SHORT ? 'td.short' : 'td', {}, typeset(value));
}

/** The chart's picture, and its data folded under it. */
export function chart(body) {
  const data = { caption: body.title, columns: [body.first, body.second], rows: body.bars.map((bar) => [bar.label, bar.shown]) };
  return h(
    'figure.chart',
    {},
    h('figcaption', {}, typeset(body.title)),
    picture(body),
    h('details', {}, h('summary', {}, words.chartData, icon('down')), table(data)),
  );
}

function picture(body) {
  const most = Math.max(...body.bars.map((bar) => bar.value), 0) || 1;
  const height = body.bars.length * ROW;
  const drawn = svg('svg', { viewBox: `0 0 ${WIDTH} ${height}`, role: 'img', 'aria-label': typeset(`${body.title}. ${body.text}`) });
  body.bars.forEach((bar, index) => {
    const width = Math.max((bar.value / most) * (WIDTH - LABEL - VALUE), bar.value > 0 ? 2 : 0);
    const middle = index * ROW + ROW / 2;
    drawn.append(
      svg('text', { x: LABEL - 8, y: middle, class: 'label' }, typeset(bar.label)),
      svg('rect', { x: LABEL, y: index * ROW + 5, width, height: ROW - 10, rx: 3 }),
      svg('text', { x: LABEL + width + 8, y: middle, class: 'value' }, typeset(bar.shown)),
    );
  });
  return drawn;
}
