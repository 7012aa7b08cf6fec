// Places: a list, and the same places on a map (Leaflet, served by ourselves). The list says everything; the map is beside it.

import { h, icon } from './dom.js';
import { safeUrl } from './links.js';
import { typeset, words } from './words.js';

const LEAFLET = new URL('../vendor/leaflet/leaflet', import.meta.url).href;
const CLOSEST = 17;
const MARGIN = 0.35; // of what is seen: outlines are fetched for that much around it
const LETTER_PX = 8;

let library = null;
const leaflet = () => (library ??= import(`${LEAFLET}.js`).then(() => window.L));

/** `place` gives `tiles` (an address or ""), `base` and `here()`: the position shared in this tab, else null. */
export function places(body, place) {
  const shown = [];
  const items = body.places.map((one) => item(one, body.shown === 'details', () => shown.forEach((map) => map.show(one.letter))));
  const list = h('ol.places', { role: 'list' }, ...items);
  const canvas = h('div.canvas');
  const figure = h('div.map', {}, canvas);
  new IntersectionObserver((seen, watch) => {
    if (!seen.some((one) => one.isIntersecting)) return;
    watch.disconnect();
    leaflet().then((L) => shown.push(new PlacesMap(L, canvas, body, place, (letter) => mark(list, letter))), () => figure.remove());
  }).observe(canvas);
  return [h('link', { rel: 'stylesheet', href: `${LEAFLET}.css` }), figure, list];
}

function item(one, open, show) {
  const letter = one.letter ? h('button.letter', { type: 'button', title: words.onMap(one.letter), onclick: show }, one.letter) : null;
  const pin = letter && h('span.sr', {}, words.seeOnMap);
  if (pin) letter.append(pin);
  const tel = one.tel && safeUrl(`tel:${one.tel}`);
  return h(
    'li.place',
    { 'data-letter': one.letter },
    letter,
    h(
      'div',
      {},
      h('h3.title', {}, typeset(one.name)),
      h('p', {}, one.distance ? h('strong', {}, typeset(one.distance)) : null, one.distance && one.address ? ' · ' : null, typeset(one.address)),
      one.phone || one.number ? h('p.subtitle', {}, tel ? h('a', { href: tel }, one.phone) : one.phone, one.phone && one.number ? ' · ' : null, one.number) : null,
      one.details.length || one.links.length ? more(one, open) : null,
    ),
  );
}

function more(one, open) {
  const pairs = one.details.map((entry) => h('div', {}, h('dt', {}, typeset(entry.label)), h('dd', {}, typeset(entry.value))));
  return h(
    'details',
    { open },
    h('summary', {}, words.placeDetails, h('span.sr', {}, ` ${one.name}`), icon('down')),
    pairs.length ? h('dl', {}, ...pairs) : null,
    h('p.ways', {}, ...one.links.map(way).filter(Boolean)),
  );
}

function way({ label, url }) {
  const href = safeUrl(url);
  if (!href) return null;
  const away = href.startsWith('http') ? { target: '_blank', rel: 'noopener noreferrer' } : {};
  return h('a.way', { href, ...away }, typeset(label), away.target ? h('span.sr', {}, ` ${words.newTab}`) : null);
}

function mark(list, letter) {
  for (const one of list.children) {
    if (one.dataset.letter === letter) one.setAttribute('aria-current', 'true');
    else one.removeAttribute('aria-current');
  }
  const chosen = list.querySelector('[aria-current]');
  chosen?.scrollIntoView({ block: 'nearest' });
}

class PlacesMap {
  #L;
  #map;
  #place;
  #pins = new Map();
  #known = null;
  #outlines;
  #choose;

  constructor(L, canvas, body, place, choose) {
    this.#L = L;
    this.#place = place;
    this.#choose = choose;
    this.#map = L.map(canvas, {
      attributionControl: false,
      zoomControl: false,
      scrollWheelZoom: false,
      dragging: !matchMedia('(pointer: coarse)').matches, // a finger scrolls the discussion; two move the map
      zoomAnimation: !matchMedia('(prefers-reduced-motion: reduce)').matches,
      maxZoom: 19,
    });
    canvas.setAttribute('role', 'region');
    canvas.setAttribute('aria-label', words.map(body.places.length));
    const [south, west, north, east] = body.bounds;
    const bounds = L.latLngBounds([south, west], [north, east]);
    const center = body.center ?? place.here();
    if (center) bounds.extend(center);
    this.#map.fitBounds(bounds, { paddingTopLeft: [64, 52], paddingBottomRight: [36, 48], maxZoom: CLOSEST, animate: false });
    this.#build(body, center);
    this.#map.on('moveend', () => this.#fetchOutlines());
    this.#fetchOutlines();
  }

  /** Show a place of the list: its pin in front and in the middle. */
  show(letter) {
    const pin = this.#pins.get(letter);
    this.#map.panTo(pin.getLatLng());
    this.#chosen(letter);
    this.#map.getContainer().scrollIntoView({ block: 'nearest' });
  }

  #build(body, center) {
    const L = this.#L;
    L.control.zoom({ zoomInTitle: words.zoomIn, zoomOutTitle: words.zoomOut }).addTo(this.#map);
    L.control.scale({ imperial: false, position: 'topright' }).addTo(this.#map);
    const source = L.control.attribution({ prefix: false }).addTo(this.#map);
    source.addAttribution(words.outlinesSource);
    this.#map.createPane('outlines').style.zIndex = 150; // under the tiles, which may never come
    this.#map.createPane('names').style.zIndex = 160;
    this.#outlines = L.layerGroup().addTo(this.#map);
    if (this.#place.tiles) L.tileLayer(this.#place.tiles, { maxZoom: 19, attribution: words.tilesSource }).addTo(this.#map);
    if (center) L.circleMarker(center, { radius: 8, className: 'center', interactive: false }).addTo(this.#map);
    for (const one of body.places) this.#pin(one);
  }

  #pin(one) {
    const html = h('span', {}, one.letter || '•');
    const icon = this.#L.divIcon({ html, className: 'pin', iconSize: [36, 36], iconAnchor: [18, 44] });
    const label = [one.letter, one.name, one.distance].filter(Boolean).join(', ');
    const pin = this.#L.marker([one.latitude, one.longitude], { icon, title: label, alt: label, riseOnHover: true });
    pin.on('click', () => this.#chosen(one.letter)).addTo(this.#map);
    pin.getElement().setAttribute('aria-label', label);
    pin.getElement().addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' && event.key !== ' ') return;
      event.preventDefault();
      this.#chosen(one.letter);
    });
    this.#pins.set(one.letter, pin);
  }

  #chosen(letter) {
    for (const [other, pin] of this.#pins) {
      pin.getElement().classList.toggle('chosen', other === letter);
      pin.setZIndexOffset(other === letter ? 1000 : 0);
    }
    this.#choose(letter);
  }

  async #fetchOutlines() {
    const seen = this.#map.getBounds();
    if (this.#known?.contains(seen)) return;
    const wide = seen.pad(MARGIN);
    this.#known = wide;
    const within = [wide.getSouth(), wide.getWest(), wide.getNorth(), wide.getEast()].map((degrees) => degrees.toFixed(4)).join(',');
    try {
      const response = await fetch(`${this.#place.base}/outlines?within=${within}`);
      const { outlines } = await response.json();
      if (this.#known === wide) this.#draw(outlines);
    } catch {
      this.#known = null; // the pins stand on nothing until the next move
    }
  }

  #draw(outlines) {
    this.#outlines.clearLayers();
    for (const { name, rings } of outlines) {
      const shape = this.#L.polygon(rings.map((ring) => [ring]), { pane: 'outlines', className: 'outline', interactive: false });
      shape.addTo(this.#outlines);
      const box = this.#map.latLngToLayerPoint(shape.getBounds().getNorthWest());
      const width = this.#map.latLngToLayerPoint(shape.getBounds().getSouthEast()).x - box.x;
      const short = name.split(' (')[0];
      if (width < short.length * LETTER_PX) continue;
      const label = this.#L.divIcon({ html: h('span', {}, short), className: 'name', iconSize: [0, 0] });
      this.#L.marker(shape.getBounds().getCenter(), { icon: label, pane: 'names', interactive: false, keyboard: false }).addTo(this.#outlines);
    }
  }
}
