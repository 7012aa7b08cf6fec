// What may be opened from the chat.

const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])$/;
const ALLOWED = ['https:', 'tel:', 'mailto:', 'geo:'];

/** The URL when it may be opened from the chat, else null: https, tel, mailto, geo; http only towards ourselves. */
export function safeUrl(raw) {
  let url;
  try {
    url = new URL(raw, location.href);
  } catch {
    return null;
  }
  const ours = url.origin === location.origin || (LOOPBACK.test(url.hostname) && LOOPBACK.test(location.hostname));
  return ALLOWED.includes(url.protocol) || (url.protocol === 'http:' && ours) ? url.href : null;
}
