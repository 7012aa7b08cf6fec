// Keeps one link to the server alive: heartbeat, jittered back-off, and a step down to HTTP where WebSockets don't pass.

import { openPoll, openSocket, openStream } from './transports.js';

const RUNGS = [openSocket, openStream, openPoll];
const FIRST_FRAME_WITHIN = 8_000;
const PING_EVERY = 25_000;
const PONG_WITHIN = 10_000;
const STABLE_AFTER = 5_000;
const SLOWEST = 30_000;
const PROBE_EVERY = 60_000;

/**
 * `on.after()` gives the seq to start from, `on.frame(frame)` takes what arrives, `on.state(name, until)` is told
 * 'connecting', 'ready', 'waiting' (with the time of the next try, in ms) or 'expired'.
 */
export class Connection {
  #base;
  #on;
  #link = null;
  #rung = 0;
  #misses = 0;
  #failures = 0;
  #restarted = 0;
  #timers = {};

  constructor(base, on) {
    this.#base = base;
    this.#on = on;
  }

  get ready() {
    return Boolean(this.#link?.ready);
  }

  /** Open (again) from `on.after()`: at once, but for a second time within a second, so that no loop spins. */
  restart() {
    const soon = Date.now() - this.#restarted < 1_000;
    this.#restarted = Date.now();
    if (soon) this.#wait();
    else this.#open();
  }

  stop() {
    this.#drop();
    clearTimeout(this.#timers.next);
  }

  /** Something changed (network back, tab visible, a click): try now, or make sure that the link still answers. */
  wake({ best = false } = {}) {
    if (this.ready) this.#ping();
    if (this.#link) return;
    if (best) this.#rung = this.#misses = 0;
    this.#open();
  }

  /** Hand a frame over; false when there is nobody to hand it to. */
  send(frame) {
    if (!this.ready) return false;
    this.#link.handle.send(frame);
    return true;
  }

  #open() {
    this.stop();
    const link = { rung: this.#rung, since: Date.now(), heard: false, ready: false, handle: null };
    this.#link = link;
    this.#on.state('connecting');
    link.handle = RUNGS[link.rung](this.#base, this.#on.after(), {
      frame: (frame) => this.#link === link && this.#take(link, frame),
      end: (why) => this.#link === link && this.#lost(why),
    });
    this.#timers.deadline = setTimeout(() => this.#lost(), FIRST_FRAME_WITHIN);
  }

  #drop() {
    const link = this.#link;
    this.#link = null;
    for (const name of ['deadline', 'ping', 'probe']) clearTimeout(this.#timers[name]);
    link?.handle?.close();
  }

  #take(link, frame) {
    clearTimeout(this.#timers.deadline);
    link.heard = true;
    this.#misses = 0;
    if (frame.type === 'ready' && !link.ready) {
      link.ready = true;
      if (link.rung === 0) this.#beat();
      else this.#probe();
      this.#on.state('ready');
    }
    if (frame.type !== 'pong') this.#on.frame(frame);
  }

  #lost(why) {
    const { heard, ready, since } = this.#link;
    const stable = ready && Date.now() - since > STABLE_AFTER;
    this.#drop();
    if (why === 'expired') {
      this.#on.state('expired');
      return;
    }
    if (stable) this.#failures = 0;
    if (!heard && navigator.onLine && this.#stepDown()) this.#open();
    else this.#wait();
  }

  /** Two WebSockets that never spoke: try a stream, then polling, then everything again. True to open at once. */
  #stepDown() {
    this.#misses += 1;
    if (this.#rung === 0 && this.#misses < 2) return false;
    this.#rung = (this.#rung + 1) % RUNGS.length;
    this.#misses = 0;
    return this.#rung !== 0;
  }

  #wait() {
    this.#drop();
    const most = Math.min(SLOWEST, 1_000 * 2 ** this.#failures);
    this.#failures += 1;
    const delay = most * (0.5 + Math.random() / 2);
    this.#on.state('waiting', Date.now() + delay);
    clearTimeout(this.#timers.next);
    this.#timers.next = setTimeout(() => this.#open(), delay);
  }

  #beat() {
    this.#timers.ping = setTimeout(() => {
      this.#ping();
      this.#beat();
    }, PING_EVERY);
  }

  #ping() {
    if (this.#link?.rung !== 0) return;
    this.send({ type: 'ping' });
    clearTimeout(this.#timers.deadline);
    this.#timers.deadline = setTimeout(() => this.#lost(), PONG_WITHIN);
  }

  /** On HTTP: see now and then, beside the live link, whether a WebSocket passes again. */
  #probe() {
    clearTimeout(this.#timers.probe);
    this.#timers.probe = setTimeout(() => {
      const socket = openSocket(this.#base, this.#on.after(), {
        frame: () => {
          socket.close();
          if (!this.ready) return;
          this.#rung = 0;
          this.#open();
        },
        end: () => this.ready && this.#probe(),
      });
    }, PROBE_EVERY);
  }
}
