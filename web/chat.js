// <mutuelle-chat base="/chat" suggestions="Bonjour|Mes remboursements">: the discussion, on the protocol of docs/protocol.md.
// Colours and sizes are the custom properties of style.css, inherited through the shadow root.

import { Connection } from './chat/connection.js';
import { uniqueId } from './chat/dom.js';
import { forget, here, locate } from './chat/location.js';
import { Outbox } from './chat/outbox.js';
import { plain } from './chat/render.js';
import { Transcript } from './chat/transcript.js';
import { View } from './chat/view.js';
import { dayKey, moment, words } from './chat/words.js';

const ECHO_WITHIN = 15_000;
const GAP_FILLED_WITHIN = 1_500;
const SPEECH_AT_MOST = 3;
const VEIL_AFTER = 15 * 60_000;
const LOOK_EVERY = 30_000;

class MutuelleChat extends HTMLElement {
  #view;
  #transcript;
  #connection;
  #outbox;
  #session = null;
  #watermark = 0; // every event up to here was received
  #resetAfter = 0; // nothing up to here is shown
  #heard = null; // the last event that was displayed or announced; null before the first history
  #toSay = [];
  #unread = 0;
  #lastFrame = Date.now();
  #veiled = false;
  #timers = {};
  #stop = null;

  connectedCallback() {
    this.#view ??= this.#build();
    this.#listen();
    this.#connection.wake();
  }

  disconnectedCallback() {
    this.#stop.abort();
    this.#connection.stop();
    clearInterval(this.#timers.look);
  }

  /** The focus goes where one writes. */
  focus(options) {
    this.#view.field.focus(options);
  }

  get #base() {
    return this.getAttribute('base') ?? '/chat';
  }

  #build() {
    this.#outbox = new Outbox(`mutuelle-chat:${this.#base}`);
    const act = {
      tap: (seq, button) => this.#send({ button: button.id, title: button.title }),
      locate: (button) => this.#locate(button),
      retry: (entry) => this.#retry(entry),
      discard: (entry) => this.#discard(entry),
      rewrite: (entry) => this.#rewrite(entry),
    };
    this.#transcript = new Transcript(act, { tiles: this.getAttribute('tiles') ?? '', base: this.#base, here });
    this.#connection = new Connection(this.#base, {
      after: () => this.#watermark,
      frame: (frame) => this.#take(frame),
      state: (name, until) => this.#stateChanged(name, until),
    });
    const suggestions = (this.getAttribute('suggestions') ?? '').split('|').filter(Boolean);
    const view = new View(this.attachShadow({ mode: 'open' }), this.#transcript, suggestions, {
      say: (text) => this.#send({ text }),
      download: () => this.#download(),
      wake: () => this.#connection.wake({ best: true }),
      end: () => this.#toEnd(),
    });
    this.#transcript.showPending(this.#outbox.entries);
    return view;
  }

  #listen() {
    this.#stop = new AbortController();
    const on = (target, names, action) =>
      names.split(' ').forEach((name) => target.addEventListener(name, action, { signal: this.#stop.signal }));
    on(window, 'online pageshow', () => {
      if (this.#connection.ready) this.#view.link('ready');
      this.#connection.wake({ best: true });
    });
    on(window, 'offline', () => this.#view.link('waiting'));
    on(document, 'visibilitychange', () => this.#seen());
    for (const link of document.querySelectorAll(`a[href="#${this.id}"]`)) {
      on(link, 'click', (click) => {
        click.preventDefault();
        this.focus();
      });
    }
    this.#timers.look = setInterval(() => this.#veil(), LOOK_EVERY);
  }

  // --- what arrives

  #take(frame) {
    this.#lastFrame = Date.now();
    const takers = {
      event: () => this.#event(frame),
      typing: () => this.#typing(frame.on),
      session: () => this.#sessionIs(frame),
      reset: () => this.#reset(frame.after),
      reload: () => this.#reload(),
      refused: () => this.#refused(frame, 'refused'),
      failed: () => this.#refused(frame, 'failed'),
      ready: () => this.#ready(frame.seq),
    };
    takers[frame.type]?.();
  }

  #event(event) {
    const sentHere = event.id !== null && this.#outbox.remove(event.id);
    if (sentHere) this.#transcript.showPending(this.#outbox.entries);
    this.#advance(event.seq);
    if (event.seq <= this.#resetAfter || this.#transcript.has(event.seq)) return;
    const live = this.#connection.ready;
    const follow = live && (this.#transcript.atEnd || sentHere);
    this.#transcript.add(event);
    this.#view.welcome(false);
    const isNew = this.#heard !== null && event.seq > this.#heard;
    if (isNew && event.direction === 'out') this.#announce(event, follow);
    if (live) this.#heard = Math.max(this.#heard, event.seq);
    if (follow) this.#transcript.showEnd(event.direction === 'out' ? event.seq : undefined);
  }

  /** Keep the watermark; a hole that nothing fills means that something was missed: ask again. */
  #advance(seq) {
    if (!this.#connection.ready || seq === this.#watermark + 1) this.#watermark = Math.max(this.#watermark, seq);
    while (this.#transcript.has(this.#watermark + 1)) this.#watermark += 1;
    clearTimeout(this.#timers.gap);
    if (seq <= this.#watermark) return;
    this.#timers.gap = setTimeout(() => this.#connection.restart(), GAP_FILLED_WITHIN);
  }

  #ready(seq) {
    this.#watermark = Math.max(this.#watermark, seq);
    const first = this.#heard === null;
    this.#heard = Math.max(this.#heard ?? 0, seq);
    this.#veiled = false;
    this.#view.loaded();
    this.#view.welcome(this.#transcript.size === 0);
    if (first || this.#transcript.reloading || this.#transcript.pinned) this.#toEnd();
    this.#transcript.reloading = false;
    this.#transcript.restoreFocus();
    this.#speak();
    for (const entry of this.#outbox.entries) if (entry.state !== 'refused') this.#dispatch(entry);
  }

  #sessionIs({ state, member }) {
    const before = this.#session;
    this.#session = { state, member };
    this.#view.session(state, member, before && before.state !== state);
  }

  #reset(after) {
    if (after <= this.#resetAfter) return;
    this.#resetAfter = after;
    this.#watermark = Math.max(this.#watermark, after);
    this.#transcript.forget(after);
    forget();
    this.#view.forgetWords();
    if (!this.#resetIsOld(after)) {
      this.#outbox.clear();
      this.#transcript.showPending([]);
      this.#view.clearField();
    }
    if (this.#connection.ready) this.#view.welcome(this.#transcript.size === 0);
  }

  /** A reset this tab obeyed before it was reloaded must not drop what was written since. */
  #resetIsOld(after) {
    const key = `mutuelle-chat-reset:${this.#base}`;
    try {
      const known = Number(sessionStorage.getItem(key));
      sessionStorage.setItem(key, after);
      return after === known && !this.#connection.ready;
    } catch {
      return false;
    }
  }

  #reload() {
    this.#hideAll();
    this.#connection.restart();
  }

  #hideAll() {
    this.#transcript.forget(Infinity);
    this.#transcript.reloading = true;
    this.#watermark = 0;
    this.#toSay = [];
    this.#view.forgetWords();
    this.#view.loading();
  }

  #refused({ id, reason }, state) {
    const entry = id && this.#outbox.mark(id, state, reason);
    if (entry) {
      clearTimeout(entry.timer);
      this.#transcript.showPending(this.#outbox.entries);
      this.#view.say(reason || words[state]);
      this.#toEnd();
    } else if (reason) this.#view.notice(reason);
  }

  #typing(on) {
    const follow = this.#transcript.atEnd;
    this.#view.typing(on);
    if (follow && on) this.#transcript.showEnd();
  }

  // --- what is said aloud, and shown as new

  #announce(event, seen) {
    this.#toSay.push(`${words.assistant} ${plain(event.body, false)}`);
    if (this.#connection.ready) this.#speak();
    if (!seen || document.hidden) this.#unread += 1;
    this.#view.unread(this.#unread, document.hidden);
  }

  #speak() {
    const said = this.#toSay.splice(0);
    if (said.length > SPEECH_AT_MOST) this.#view.say(words.newMessages(said.length));
    else said.forEach((text) => this.#view.say(text));
  }

  #seen() {
    if (document.hidden) return;
    this.#veil();
    this.#connection.wake();
    if (this.#transcript.atEnd) this.#unread = 0;
    this.#view.unread(this.#unread, false);
  }

  #toEnd() {
    this.#transcript.showEnd();
    if (document.hidden) return;
    this.#unread = 0;
    this.#view.unread(0, false);
  }

  /** Cut off for as long as a session may idle: the server would have masked personal answers, so we do. */
  #veil() {
    if (this.#veiled || this.#connection.ready || this.#session?.state !== 'open') return;
    if (Date.now() - this.#lastFrame < VEIL_AFTER) return;
    this.#veiled = true;
    this.#hideAll();
    this.#view.veil();
  }

  // --- what leaves

  #send(content) {
    const entry = this.#outbox.add({ id: uniqueId(), ...content });
    this.#view.welcome(false);
    this.#transcript.showPending(this.#outbox.entries);
    this.#toEnd();
    this.#dispatch(entry);
  }

  /** Share the browser's position, or tell why there is none: the answer to either comes from the server. */
  async #locate(button) {
    if (button.getAttribute('aria-disabled') === 'true') return;
    button.setAttribute('aria-disabled', 'true');
    this.#view.notice(words.locating);
    const position = await locate();
    button.setAttribute('aria-disabled', 'false');
    this.#view.shutNotice();
    this.#send({ position, text: words.myPosition });
  }

  #dispatch(entry) {
    const { id, text, button, position } = entry;
    const said = position ? { type: 'position', id, position } : { type: 'message', id, text };
    const frame = button ? { type: 'button', id, button } : said;
    if (!this.#connection.send(frame)) return;
    clearTimeout(entry.timer);
    entry.timer = setTimeout(() => this.#noEcho(entry), ECHO_WITHIN);
  }

  /** Once: the link may be deaf, ask everything again by a new one (which sends again). Twice: say so. */
  #noEcho(entry) {
    if (this.#outbox.get(entry.id) !== entry || entry.state !== 'waiting') return;
    if (entry.again) {
      this.#refused({ id: entry.id, reason: words.noEcho }, 'failed');
      return;
    }
    entry.again = true;
    if (this.#connection.ready) this.#connection.restart();
  }

  #retry(entry) {
    entry.again = false;
    this.#outbox.mark(entry.id, 'waiting');
    this.#transcript.showPending(this.#outbox.entries);
    this.#dispatch(entry);
    this.focus();
  }

  #discard(entry) {
    clearTimeout(entry.timer);
    this.#outbox.remove(entry.id);
    this.#transcript.showPending(this.#outbox.entries);
    if (entry.button && entry.state === 'failed') this.#transcript.giveBack(entry.button);
    this.focus();
  }

  #rewrite(entry) {
    this.#discard(entry);
    this.#view.fill(entry.text);
  }

  #download() {
    const now = new Date();
    const text = this.#transcript.text(words.fileTitle(moment(now)), words.fileWarning);
    this.#view.save(text, words.fileName(dayKey(now)));
  }

  // --- the link

  #stateChanged(name, until) {
    if (name !== 'ready') this.#view.typing(false);
    this.#view.link(name, until);
  }
}

customElements.define('mutuelle-chat', MutuelleChat);
