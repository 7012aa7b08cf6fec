// What surrounds the transcript: header, banner, notice, composer, live region. It decides nothing: `act` does.

import { h, icon } from './dom.js';
import { sheet } from './style.js';
import { number, typeset, words } from './words.js';

const MOST = 2000;
const COUNT_FROM = 1800;
const GRACE = 1_500;
const TYPING_AT_MOST = 60_000;
const SAID_FOR = 20_000;

/** `act.say(text)`, `act.download()`, `act.wake()`, `act.end()` answer the member; `root` is the shadow root. */
export class View {
  #act;
  #transcript;
  #timers = {};
  #down = null;
  #title = document.title;

  constructor(root, transcript, suggestions, act) {
    this.#act = act;
    this.#transcript = transcript;
    root.adoptedStyleSheets = [sheet];
    this.live = h('div.sr', { role: 'status', 'aria-live': 'polite', 'aria-atomic': 'false' });
    this.#buildNotices(suggestions);
    root.append(this.#header(), this.#body(), this.#composer(), this.live);
    root.addEventListener('keydown', (event) => this.#escape(event));
    transcript.element.addEventListener('scroll', () => !this.pill.hidden && transcript.atEnd && act.end(), { passive: true });
  }

  // --- parts

  #header() {
    this.state = h('p.session', { 'data-state': 'unknown' });
    const tool = (name, label, action) =>
      h(`button.tool.${name}`, { type: 'button', title: label, onclick: action }, icon(name), h('span', {}, label));
    this.logout = tool('logout', words.logout, () => this.#act.say(words.logoutMessage));
    this.logout.hidden = true;
    const who = h('div.who', {}, h('h2', {}, words.name), this.state);
    return h('header', {}, h('span.logo', {}, icon('logo')), who, tool('download', words.download, this.#act.download), this.logout);
  }

  #buildNotices(suggestions) {
    const suggest = (text) => h('button.choice', { type: 'button', onclick: () => this.#act.say(text) }, typeset(text));
    this.blank = h('p.blank', {}, words.loading);
    this.greeting = h(
      'div.welcome',
      { hidden: true },
      h('h3', {}, words.welcomeTitle),
      h('p', {}, words.welcome),
      h('div.buttons', {}, ...suggestions.map(suggest)),
    );
    this.pill = h('button.pill', { type: 'button', hidden: true, onclick: () => this.#act.end() }, h('span'), icon('down'));
    this.bannerText = h('p');
    this.bannerButton = h('button.small', { type: 'button' });
    this.banner = h('div.banner', { hidden: true }, this.bannerText, this.bannerButton);
    this.noticeText = h('p');
    const shut = h('button.tool', { type: 'button', 'aria-label': words.close, onclick: () => this.shutNotice() }, icon('close'));
    this.noticeBox = h('div.notice', { hidden: true }, this.noticeText, shut);
  }

  #body() {
    this.#transcript.element.prepend(this.blank, this.greeting);
    return h('div.body', {}, this.#transcript.element, this.pill);
  }

  #composer() {
    this.field = h('textarea', {
      id: 'field',
      rows: 1,
      maxlength: MOST,
      placeholder: words.placeholder,
      enterkeyhint: 'send',
      autocomplete: 'off',
      'aria-describedby': 'hint count',
      oninput: () => this.#resize(),
      onkeydown: (event) => this.#enter(event),
    });
    this.count = h('span.count', { id: 'count', hidden: true });
    const send = h('button.send', { type: 'submit' }, icon('send'), h('span', {}, words.send));
    return h(
      'form',
      { novalidate: true, onsubmit: (event) => this.#submit(event) },
      this.banner,
      this.noticeBox,
      h('label.sr', { for: 'field' }, words.field),
      h('div.line', {}, this.field, send),
      h('p.under', {}, h('span', { id: 'hint' }, `${words.care} `, h('span.keys', {}, words.keys)), this.count),
    );
  }

  // --- composing

  #enter(event) {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.#submit(event);
  }

  #submit(event) {
    event.preventDefault();
    const text = this.field.value.trim();
    if (!text) return;
    this.clearField();
    this.shutNotice();
    this.#act.say(text);
  }

  #resize() {
    const { field, count } = this;
    field.style.height = 'auto';
    field.style.height = `${field.scrollHeight + 2}px`;
    const used = field.value.length;
    const full = used >= MOST;
    if (full && !count.classList.contains('full')) this.say(words.full(MOST));
    count.hidden = used < COUNT_FROM;
    count.classList.toggle('full', full);
    count.textContent = full ? words.full(MOST) : words.counter(used, MOST);
  }

  clearField() {
    this.fill('');
  }

  fill(text) {
    this.field.value = text;
    this.#resize();
  }

  /** Escape closes what is open, else comes back to the field. */
  #escape(event) {
    if (event.key !== 'Escape' || event.isComposing) return;
    this.shutNotice();
    this.field.focus();
  }

  // --- what the member is told

  /** Say one new thing to a screen reader; it leaves the page soon after. */
  say(text) {
    const line = h('p', {}, text);
    this.live.append(line);
    setTimeout(() => line.remove(), SAID_FOR);
  }

  forgetWords() {
    this.live.replaceChildren();
  }

  notice(text) {
    this.noticeText.textContent = text;
    this.noticeBox.hidden = false;
    this.say(text);
  }

  shutNotice() {
    if (this.noticeBox.hidden) return;
    const inside = this.noticeBox.contains(this.noticeBox.getRootNode().activeElement);
    this.noticeBox.hidden = true;
    if (inside) this.field.focus();
  }

  session(state, member, aloud) {
    const text = { open: words.open(member), locked: words.locked }[state] ?? words.anonymous;
    this.state.dataset.state = state;
    this.state.replaceChildren(icon({ open: 'open', locked: 'lock' }[state] ?? 'anonymous'), text);
    if (aloud) this.say(text);
    if (state === 'anonymous' && this.logout.matches(':focus')) this.field.focus();
    this.logout.hidden = state === 'anonymous';
  }

  typing(on) {
    clearTimeout(this.#timers.typing);
    this.#transcript.typing.hidden = !on;
    if (on) this.#timers.typing = setTimeout(() => this.typing(false), TYPING_AT_MOST);
  }

  welcome(on) {
    this.greeting.hidden = !on;
  }

  loading() {
    this.blank.textContent = words.loading;
    this.blank.hidden = false;
  }

  loaded() {
    this.blank.hidden = true;
  }

  veil() {
    this.blank.textContent = words.veiled;
  }

  unread(count, hidden) {
    this.pill.firstElementChild.textContent = words.newMessages(count);
    this.pill.hidden = count === 0 || this.#transcript.atEnd;
    document.title = hidden && count ? `(${number(count)}) ${this.#title}` : this.#title;
  }

  // --- the link

  /** Short cuts stay silent; a longer one is told once aloud, and counted down to the next try on screen. */
  link(name, until) {
    if (name === 'ready') this.#linkBack();
    else if (name === 'expired') this.#showBanner(words.expired, words.reloadPage, () => location.reload());
    else {
      this.#down ??= { since: Date.now(), told: false };
      this.#down.until = name === 'connecting' ? 0 : until;
      this.#tick();
    }
  }

  #linkBack() {
    clearTimeout(this.#timers.tick);
    const told = this.#down?.told;
    this.#down = null;
    const inside = this.banner.contains(this.banner.getRootNode().activeElement);
    this.banner.hidden = true;
    if (inside) this.field.focus();
    if (told) this.say(words.backOnline);
  }

  #tick() {
    clearTimeout(this.#timers.tick);
    const down = this.#down;
    this.#timers.tick = setTimeout(() => this.#tick(), 500);
    if (navigator.onLine && Date.now() - down.since < GRACE) return;
    const text = navigator.onLine ? words.unreachable : words.offline;
    if (!down.told) this.say(text);
    down.told = true;
    const seconds = Math.ceil((down.until - Date.now()) / 1000);
    const next = navigator.onLine && seconds > 0 ? ` ${words.nextTry(seconds)}` : '';
    this.#showBanner(text + next, words.tryNow, () => this.#act.wake());
  }

  #showBanner(text, label, action) {
    if (label === words.reloadPage) clearTimeout(this.#timers.tick);
    if (this.bannerText.textContent !== text) this.bannerText.textContent = text;
    if (this.bannerButton.textContent !== label) this.bannerButton.textContent = label;
    this.bannerButton.onclick = action;
    this.bannerButton.hidden = label === words.tryNow && !navigator.onLine;
    this.banner.hidden = false;
  }

  /** Hand a text file to the browser's downloads. */
  save(text, name) {
    const url = URL.createObjectURL(new Blob(['\ufeff', text], { type: 'text/plain;charset=utf-8' }));
    const anchor = h('a', { href: url, download: name });
    anchor.click();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
  }
}
