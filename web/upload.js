// File fields: says what was chosen, refuses before sending what the server would refuse, shows how far the sending is
// and lets it be cancelled. Without this file the form is sent all the same; the server judges everything again.

const KILO = 1024;
const number = (value) => value.toLocaleString('fr-FR');
const fill = (sentence, facts) => sentence.replace(/\{(\w+)\}/g, (whole, name) => facts[name] ?? whole);

/** A size as the server writes it (bot/pages/upload_words.py). */
function sizeWords(size, limit, units) {
  const bytes = fill(units.bytes, { count: number(size) });
  if (size < KILO) return bytes;
  if (size < KILO * KILO) return fill(units.kilobytes, { count: String(Math.ceil(size / KILO)) });
  const words = fill(units.megabytes, { count: number(Math.ceil((size * 10) / KILO / KILO) / 10) });
  return size > limit && size < limit + limit / 20 ? `${words} (${bytes})` : words;
}

class FileField {
  constructor(root) {
    this.root = root;
    this.input = root.querySelector('input[type="file"]');
    this.words = JSON.parse(root.dataset.words);
    this.limit = Number(root.dataset.limit);
    this.part = (name) => root.querySelector(`[data-${name}]`);
    this.input.addEventListener('change', () => this.look());
    this.look();
  }

  get files() {
    return [...this.input.files];
  }

  size(file) {
    return sizeWords(file.size, this.limit, this.words.units);
  }

  /** Show what was chosen, and what is wrong with it. */
  look() {
    if (!this.files.length) return this.part('chosen').toggleAttribute('hidden', true);
    const chosen = this.files.map((file) => fill(this.words.chosen, { name: file.name, size: this.size(file) }));
    this.part('chosen').textContent = chosen.join('\n');
    this.part('chosen').hidden = false;
    const problem = this.files.map((file) => this.problem(file)).find(Boolean);
    this.wrong(problem ?? '');
    this.say(problem ?? chosen.join('. '));
  }

  problem(file) {
    const words = this.words;
    const extension = /\.([^.]+)$/.exec(file.name.trim())?.[1].toLowerCase();
    if (!extension) return words.noExtension;
    if (!this.input.accept.split(',').includes(`.${extension}`)) {
      const advice = words.advice[words.families[extension] ?? 'other'];
      return fill(words.format, { extension: extension.slice(0, 12), advice });
    }
    if (!file.size) return words.empty;
    if (file.size <= this.limit) return null;
    return fill(words.tooBig, { size: this.size(file), limit: words.limit, lighter: words.lighter });
  }

  wrong(sentence) {
    this.part('wrong').textContent = sentence;
    this.part('wrong').hidden = !sentence;
    if (sentence) this.input.setAttribute('aria-invalid', 'true');
    else this.input.removeAttribute('aria-invalid');
  }

  say(sentence) {
    this.part('status').textContent = sentence;
  }

  progress(percent) {
    this.part('sending').hidden = false;
    this.root.querySelector('progress').value = percent;
    this.part('percent').textContent = fill(this.words.progress, { percent });
  }

  check() {
    this.part('percent').textContent = this.words.checking;
    this.say(this.words.checking);
  }

  ended(sentence) {
    this.part('sending').hidden = true;
    this.say(sentence);
  }
}

class Sending {
  constructor(form, fields) {
    this.form = form;
    this.fields = fields;
    form.addEventListener('submit', (event) => this.submit(event));
    for (const field of fields) field.part('cancel').addEventListener('click', () => this.request?.abort());
  }

  submit(event) {
    const refused = this.fields.find((field) => field.files.some((file) => field.problem(file)));
    if (refused) {
      event.preventDefault();
      refused.look();
      refused.input.focus();
      return;
    }
    this.shown = this.fields.find((field) => field.files.length);
    if (!this.shown) return;
    event.preventDefault();
    if (!this.request) this.send(new FormData(this.form, event.submitter));
  }

  send(content) {
    const request = (this.request = new XMLHttpRequest());
    this.busy(true);
    this.shown.wrong('');
    this.shown.progress(0);
    this.shown.say(this.shown.words.sending);
    request.upload.addEventListener('progress', (event) => {
      if (event.lengthComputable) this.shown.progress(Math.floor((event.loaded / event.total) * 100));
    });
    request.upload.addEventListener('load', () => this.shown.check());
    request.addEventListener('load', () => this.answered(request));
    request.addEventListener('error', () => this.over(this.shown.words.failed, true));
    request.addEventListener('abort', () => this.over(this.shown.words.cancelled));
    request.open('POST', this.form.action);
    request.setRequestHeader('Accept', 'application/json, text/html;q=0.9');
    request.send(content);
  }

  answered(request) {
    const type = request.getResponseHeader('content-type') ?? '';
    if (type.startsWith('application/json')) {
      const told = JSON.parse(request.responseText);
      this.shown = this.fields.find((field) => field.input.name === told.field) ?? this.shown;
      return this.over(told.reason, true);
    }
    if (!type.startsWith('text/html')) return this.over(this.shown.words.failed, true);
    this.over('');
    if (new URL(request.responseURL).pathname !== new URL(this.form.action).pathname) {
      location.assign(request.responseURL);
      return undefined;
    }
    return show(new DOMParser().parseFromString(request.responseText, 'text/html'));
  }

  over(sentence, failed = false) {
    this.request = null;
    this.busy(false);
    for (const field of this.fields) field.ended('');
    this.shown.ended(sentence);
    if (!failed) return;
    this.shown.wrong(sentence);
    this.shown.input.focus();
  }

  busy(yes) {
    this.form.setAttribute('aria-busy', String(yes));
    for (const button of this.form.querySelectorAll('button[type="submit"]')) button.disabled = yes;
  }
}

/** Put the page that came back in the place of this one, as if the browser had loaded it. */
function show(page) {
  const main = document.adoptNode(page.querySelector('main'));
  document.title = page.title;
  document.querySelector('main').replaceWith(main);
  start();
  (main.querySelector('[data-focus]') ?? main).focus();
  scrollTo(0, 0);
}

function start() {
  const forms = new Map();
  for (const root of document.querySelectorAll('[data-upload]')) {
    const form = root.closest('form');
    forms.set(form, [...(forms.get(form) ?? []), new FileField(root)]);
  }
  for (const [form, fields] of forms) new Sending(form, fields);
}

start();
