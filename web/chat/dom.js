// The only way this component makes nodes: attributes by name, text as text. No HTML string anywhere.

const SVG = 'http://www.w3.org/2000/svg';

/** `h('p.note', {id: 'x', onclick: f}, 'text', node)`; null children are skipped, properties `on…` are listeners. */
export function h(selector, attributes = {}, ...children) {
  const [tag, ...classes] = selector.split('.');
  const element = document.createElement(tag);
  if (classes.length) element.className = classes.join(' ');
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** An SVG element; its attributes are presentation, its children texts. */
export function svg(name, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, name);
  for (const [attribute, value] of Object.entries(attributes)) element.setAttribute(attribute, value);
  element.append(...children);
  return element;
}

const ICONS = {
  logo: 'M12 20.5S3.5 15.6 3.5 9.3A4.8 4.8 0 0 1 12 6.2a4.8 4.8 0 0 1 8.5 3.1c0 6.3-8.5 11.2-8.5 11.2ZM8.3 11.4l2.6 2.6 4.8-5',
  send: 'M4 12 20 4l-5 16-3.5-6.5Z',
  download: 'M12 4v11m-4.5-4.5 4.5 4.5 4.5-4.5M5 20h14',
  logout: 'M14 4H6v16h8M10 12h10m-3.5-3.5 3.5 3.5-3.5 3.5',
  lock: 'M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3',
  open: 'm5 12.5 4.5 4.5L19 7.5',
  anonymous: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4.5 20c1-4 4-5.5 7.5-5.5s6.5 1.5 7.5 5.5',
  close: 'm6 6 12 12M18 6 6 18',
  down: 'm6 10 6 6 6-6',
  pin: 'M12 21s-6.5-6.2-6.5-11A6.5 6.5 0 0 1 12 3.5 6.5 6.5 0 0 1 18.5 10c0 4.8-6.5 11-6.5 11Zm0-8.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Z',
  away: 'M14 5h5v5m0-5-8 8m6 1v5H5V7h5',
};

/** A decorative 24×24 line icon in the colour of the text. */
export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  const path = document.createElementNS(SVG, 'path');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  path.setAttribute('d', ICONS[name]);
  svg.append(path);
  return svg;
}

/** An identifier the server accepts as unique; `crypto.randomUUID` is missing outside secure contexts. */
export function uniqueId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
