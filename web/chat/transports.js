// Three ways to the same log, best first. Each opens at once, reports to `on.frame(frame)` and, once, `on.end(why)`,
// and returns `{send(frame), close()}`. `why` is 'expired' when the server no longer knows the conversation.

const GONE = [401, 403, 404, 410];
const NOT_NOW = [408, 429];
const LONGEST_WAIT = 25;
const ANSWER_WITHIN = 40_000;
const PAUSE = 2_000;

function parse(data) {
  try {
    const frame = JSON.parse(data);
    return frame && typeof frame === 'object' ? frame : {};
  } catch {
    return {};
  }
}

/** The WebSocket. */
export function openSocket(base, after, on) {
  const url = new URL(`${base}/ws?after=${after}`, location.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  const socket = new WebSocket(url.href);
  socket.onmessage = (message) => on.frame(parse(message.data));
  socket.onclose = () => on.end();
  return {
    send: (frame) => socket.send(JSON.stringify(frame)),
    close: () => {
      socket.onclose = socket.onmessage = null;
      socket.close();
    },
  };
}

/** Server-sent events; what the member writes goes by POST. */
export function openStream(base, after, on) {
  const source = new EventSource(`${base}/events?after=${after}`);
  source.onmessage = (message) => on.frame(parse(message.data));
  source.onerror = () => on.end();
  return { send: poster(base, on), close: () => source.close() };
}

/** Long polling: the last resort, behind proxies that hold streams back. */
export function openPoll(base, after, on) {
  const abort = new AbortController();
  poll(base, after, on, abort.signal).catch((error) => abort.signal.aborted || on.end(error.why));
  return { send: poster(base, on), close: () => abort.abort() };
}

async function poll(base, after, on, signal) {
  const seen = { after, reset: 0, session: null };
  for (let wait = 0; !signal.aborted; wait = LONGEST_WAIT) {
    const started = Date.now();
    const answer = await ask(`${base}/events?after=${seen.after}&wait=${wait}`, signal);
    deliver(answer, seen, on);
    if (wait === 0) on.frame({ type: 'ready', seq: seen.after });
    else if (!answer.events.length && Date.now() - started < 500) await new Promise((go) => setTimeout(go, PAUSE));
  }
}

async function ask(url, stop) {
  const signal = AbortSignal.any([stop, AbortSignal.timeout(ANSWER_WITHIN)]);
  const response = await fetch(url, { headers: { Accept: 'application/json' }, cache: 'no-store', signal });
  if (!response.ok) throw Object.assign(new Error(), { why: GONE.includes(response.status) ? 'expired' : undefined });
  return response.json();
}

function deliver(answer, seen, on) {
  const session = JSON.stringify(answer.session);
  const changed = seen.session !== null && seen.session !== session;
  if (seen.session !== session) on.frame({ ...answer.session, type: 'session' });
  seen.session = session;
  if (answer.reset_after > seen.reset) {
    seen.reset = answer.reset_after;
    on.frame({ type: 'reset', after: seen.reset });
  }
  for (const event of answer.events) {
    seen.after = Math.max(seen.after, event.seq);
    on.frame({ ...event, type: 'event' });
  }
  if (changed) on.frame({ type: 'reload' });
}

/** One POST after the other, in order. A network failure is silent: the message waits for its echo, then goes again. */
function poster(base, on) {
  let queue = Promise.resolve();
  return ({ type, ...message }) => {
    if (type !== 'ping') queue = queue.then(() => post(base, message, on)).catch(() => {});
  };
}

async function post(base, message, on) {
  const response = await fetch(`${base}/messages`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
    body: JSON.stringify(message),
  });
  if (response.status < 400 || response.status >= 500) return;
  const { reason } = parse(await response.text());
  const type = NOT_NOW.includes(response.status) ? 'failed' : 'refused';
  on.frame({ type, id: message.id, reason: reason ?? '' });
}
