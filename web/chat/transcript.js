// The list of what was said: each event once, in the order of its seq, and under it what is still on its way.

import { h } from './dom.js';
import { bubble, buttons, plain, useUp } from './render.js';
import { dayKey, dayName, moment, time, words } from './words.js';

const NEAR = 48;

/**
 * `act.tap(seq, button)`, `act.locate(button)`, `act.retry(entry)`, `act.discard(entry)` and `act.rewrite(entry)` answer the
 * member's clicks; `place` is for maps (map.js).
 */
export class Transcript {
  #act;
  #place;
  #rows = new Map();
  #pending = new Map();
  #focus = null;
  #pinned = true; // the end is in view: keep it so when the room changes (keyboard, banner, growing field)
  #height = 0;
  /** True between « ask everything again » and the last event of the history. */
  reloading = false;

  constructor(act, place) {
    this.#act = act;
    this.#place = place;
    this.events = h('ol.rows', { role: 'list' });
    this.outgoing = h('ol.rows', { role: 'list' });
    this.typing = h('p.typing', { hidden: true }, h('span.dots', { 'aria-hidden': 'true' }, h('i'), h('i'), h('i')), words.typing);
    this.element = h(
      'div.log',
      { role: 'region', 'aria-label': words.transcript, tabindex: '0' },
      this.events,
      this.outgoing,
      this.typing,
    );
    this.element.addEventListener('scroll', () => this.#scrolled(), { passive: true });
    new ResizeObserver(() => this.#resized()).observe(this.element);
  }

  #scrolled() {
    if (this.element.clientHeight === this.#height) this.#pinned = this.atEnd;
  }

  #resized() {
    this.#height = this.element.clientHeight;
    if (this.#pinned) this.showEnd();
  }

  get size() {
    return this.#rows.size + this.#pending.size;
  }

  /** True while the reader follows the end; false once he scrolled up. */
  get pinned() {
    return this.#pinned;
  }

  has(seq) {
    return this.#rows.has(seq);
  }

  /** Show an event; one that is shown already is left alone. True when it is new. */
  add(event) {
    if (this.has(event.seq)) return false;
    const row = this.#row(event);
    this.#rows.set(event.seq, { event, row });
    let next = null;
    for (let last = this.events.lastElementChild; last && Number(last.dataset.seq) > event.seq; last = last.previousElementSibling) {
      next = last;
    }
    this.events.insertBefore(row, next);
    this.#separate(row);
    if (next) this.#separate(next);
    if (event.body.type === 'button') this.#useUpBefore(event);
    return true;
  }

  #row(event) {
    const mine = event.direction === 'in';
    const date = new Date(event.at);
    const group = mine ? null : buttons(event.body, (button) => this.#act.tap(event.seq, button), this.#act.locate);
    const status = mine ? h('span.status', {}, words.sent) : null;
    return h(
      mine ? 'li.row.mine' : 'li.row.theirs',
      { 'data-seq': event.seq, 'data-day': dayKey(date) },
      h('p.day', { hidden: true }, dayName(date)),
      h('p.sr', {}, mine ? words.you : words.assistant),
      bubble(event.body, mine, this.#place),
      group,
      h('p.meta', {}, h('time', { datetime: event.at }, time(date)), status),
    );
  }

  /** Name the day where it changes. */
  #separate(row) {
    row.firstElementChild.hidden = row.previousElementSibling?.dataset.day === row.dataset.day;
  }

  /** The log says that a button was tapped, maybe in another tab: the answer that offered it is used up. */
  #useUpBefore(event) {
    for (let row = this.#rows.get(event.seq).row.previousElementSibling; row; row = row.previousElementSibling) {
      const group = row.querySelector('.buttons:not([data-used])');
      const { body } = this.#rows.get(Number(row.dataset.seq)).event;
      const button = group && body.buttons.find(({ title }) => title === event.body.title);
      if (button) {
        useUp(group, button.id);
        return;
      }
    }
  }

  /** Show what is on its way as the outbox has it now; its buttons are used up meanwhile. */
  showPending(entries) {
    const ids = new Set(entries.map((entry) => entry.id));
    for (const [id, row] of this.#pending) {
      if (ids.has(id)) continue;
      row.remove();
      this.#pending.delete(id);
    }
    for (const entry of entries) {
      const known = this.#pending.get(entry.id);
      if (known?.dataset.state === entry.state) continue;
      const row = this.#pendingRow(entry);
      if (known) known.replaceWith(row);
      else this.outgoing.append(row);
      this.#pending.set(entry.id, row);
      if (entry.button) this.#groupsOf(entry.button).forEach((group) => useUp(group, entry.button));
    }
  }

  giveBack(button) {
    this.#groupsOf(button).forEach((group) => useUp(group));
  }

  #groupsOf(button) {
    return [...this.events.querySelectorAll('.choice')].filter((one) => one.dataset.id === button).map((one) => one.parentElement);
  }

  #pendingRow(entry) {
    const { state } = entry;
    const button = (name, action) => h('button.small', { type: 'button', onclick: () => action(entry) }, words[name]);
    const tools = { waiting: [], failed: ['retry', 'discard'], refused: entry.text ? ['rewrite', 'discard'] : ['discard'] }[state];
    return h(
      `li.row.mine.pending.${state}`,
      { 'data-state': state },
      h('p.sr', {}, words.you),
      bubble({ type: 'text', text: entry.text ?? entry.title }, true),
      entry.reason ? h('p.reason', {}, entry.reason) : null,
      h('p.meta', {}, h('span.status', {}, words[state]), ...tools.map((name) => button(name, this.#act[name]))),
    );
  }

  /** Remove everything up to `seq`. */
  forget(seq) {
    this.#rememberFocus();
    for (const [key, { row }] of this.#rows) {
      if (key > seq) continue;
      row.remove();
      this.#rows.delete(key);
    }
    if (this.events.firstElementChild) this.#separate(this.events.firstElementChild);
  }

  #rememberFocus() {
    const active = this.element.getRootNode().activeElement;
    if (!active || !this.events.contains(active)) return;
    const row = active.closest('.row');
    const place = [...row.querySelectorAll('a, button, summary')].indexOf(active);
    this.#focus = { seq: Number(row.dataset.seq), place };
  }

  /** After a reload: the focus goes back to the same control, or to the list when it is gone. */
  restoreFocus() {
    if (!this.#focus) return;
    const { seq, place } = this.#focus;
    this.#focus = null;
    const root = this.element.getRootNode();
    if (root.activeElement) return;
    const row = this.#rows.get(seq)?.row;
    const control = row && [...row.querySelectorAll('a, button, summary')][place];
    (control ?? this.element).focus({ preventScroll: true });
  }

  get atEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.element;
    return scrollHeight - scrollTop - clientHeight < NEAR;
  }

  /** Scroll to the end, but never past the beginning of `seq`: a long answer is read from its first line. */
  showEnd(seq) {
    if (this.size === 0) return;
    const end = this.element.scrollHeight - this.element.clientHeight;
    const row = this.#rows.get(seq)?.row;
    this.#pinned = !row;
    this.element.scrollTop = row ? Math.min(end, row.offsetTop - this.element.offsetTop - 12) : end;
  }

  /** Everything displayed, as text to keep. */
  text(title, warning) {
    const lines = [title, warning, ''];
    for (const { event } of [...this.#rows.values()].sort((a, b) => a.event.seq - b.event.seq)) {
      lines.push(`[${moment(new Date(event.at))}] ${event.direction === 'in' ? words.you : words.assistant}`, plain(event.body, true), '');
    }
    return lines.join('\n');
  }
}
