// What the member sent and the log has not echoed yet. Kept in this tab's session storage only, so that a reload loses
// nothing; an entry leaves it the moment its echo arrives, and all of them at logout. A position is never stored.

/** Entries are `{id, text}`, `{id, button, title}` or `{id, position, text}`, with a `state` and a `reason` that are not stored. */
export class Outbox {
  #key;
  #entries = new Map();

  constructor(key) {
    this.#key = key;
    for (const entry of this.#read()) this.#keep(entry);
  }

  get entries() {
    return [...this.#entries.values()];
  }

  get(id) {
    return this.#entries.get(id);
  }

  add(entry) {
    this.#keep(entry);
    this.#write();
    return this.get(entry.id);
  }

  #keep(entry) {
    this.#entries.set(entry.id, { ...entry, state: 'waiting', reason: '' });
  }

  /** True when the entry was there. */
  remove(id) {
    const known = this.#entries.delete(id);
    if (known) this.#write();
    return known;
  }

  clear() {
    this.#entries.clear();
    this.#write();
  }

  #read() {
    try {
      const found = JSON.parse(sessionStorage.getItem(this.#key) ?? '[]');
      return Array.isArray(found) ? found.filter((entry) => typeof entry?.id === 'string') : [];
    } catch {
      return [];
    }
  }

  #write() {
    // What was refused will never leave: it isn't kept either.
    const kept = this.entries.filter((entry) => entry.state !== 'refused' && !entry.position);
    try {
      if (kept.length) sessionStorage.setItem(this.#key, JSON.stringify(kept, ['id', 'text', 'button', 'title']));
      else sessionStorage.removeItem(this.#key);
    } catch {
      // Storage is full or forbidden: the entries live as long as the page.
    }
  }

  /** Mark an entry 'waiting', 'failed' or 'refused'; unknown ids are ignored. */
  mark(id, state, reason = '') {
    const entry = this.get(id);
    if (!entry) return null;
    Object.assign(entry, { state, reason });
    this.#write();
    return entry;
  }
}
