// One body of the protocol → DOM nodes, or → plain text (for the live region and the download). Plain text in, text nodes out.

import { h, icon } from './dom.js';
import { chart, table } from './figures.js';
import { safeUrl } from './links.js';
import { places } from './map.js';
import { typeset, words } from './words.js';

const WIDE = new Set(['cards', 'table', 'chart', 'places']);

/** The bubble of a body, without its buttons. `mine`: the member wrote it, shown exactly as written. `place`: see map.js. */
export function bubble(body, mine, place) {
  if (body.type === 'hidden') return h('div.bubble.masked', {}, icon('lock'), h('p', {}, words.hidden));
  const text = mine ? (body.text ?? body.title) : typeset(body.text);
  const children = [text ? h('p.text', { dir: 'auto' }, text) : null];
  if (body.type === 'cards') children.push(cards(body.cards ?? []));
  if (body.type === 'table' && body.rows?.length) children.push(table(body));
  if (body.type === 'chart' && body.bars?.length) children.push(chart(body));
  if (body.type === 'places' && body.places?.length) children.push(...places(body, place));
  if (body.footer) children.push(h('p.footer', {}, typeset(body.footer)));
  if (body.type === 'link') children.push(link(body));
  if (body.type === 'document') children.push(...file(body));
  return h(`div.bubble${WIDE.has(body.type) ? '.wide' : ''}`, {}, ...children);
}

function link(body) {
  const href = safeUrl(body.url);
  if (!href) return h('p.footer', {}, words.badLink);
  const away = /^https?:/.test(href);
  const target = away ? { target: '_blank', rel: 'noopener' } : {};
  const tail = away ? [icon('away'), h('span.sr', {}, ` ${words.newTab}`)] : [];
  return h('a.action', { href, ...target }, typeset(body.label), ...tail);
}

/** A document: its download, and for what a browser shows itself, a look at it in a tab. */
function file(body) {
  const viewable = safeUrl(body.url) && body.view_label && body.media_type === 'application/pdf';
  const away = { target: '_blank', rel: 'noopener' };
  const tail = () => h('span.sr', {}, ` ${words.newTab}`);
  return [
    link(body),
    viewable ? h('a.view', { href: `${safeUrl(body.url)}?voir`, ...away }, typeset(body.view_label), tail()) : null,
  ];
}

function cards(list) {
  return h('ul.cards', { role: 'list' }, ...list.map((card) => h('li.card', {}, ...cardParts(card))));
}

function cardParts(card) {
  return [
    card.title ? h('h3.title', {}, typeset(card.title)) : null,
    card.subtitle ? h('p.subtitle', {}, typeset(card.subtitle)) : null,
    card.fields?.length ? pairs(card.fields) : null,
    card.details?.length
      ? h('details', {}, h('summary', {}, typeset(card.details_label || words.details), icon('down')), pairs(card.details))
      : null,
  ];
}

function pairs(list) {
  return h('dl', {}, ...list.map((one) => h('div', {}, h('dt', {}, typeset(one.label)), h('dd', {}, typeset(one.value)))));
}

/** The group of buttons under an answer, or null. `tap(button)` is called once at most; `locate(button)` shares a position. */
export function buttons(body, tap, locate) {
  const list = body.buttons ?? [];
  const asks = body.type === 'location_request';
  if (!list.length && !asks) return null;
  const group = h('div.buttons', { role: 'group', 'aria-label': words.choices });
  if (asks) {
    const share = ({ currentTarget }) => group.hasAttribute('data-used') || locate(currentTarget);
    group.append(h('button.choice.locate', { type: 'button', onclick: share }, icon('pin'), typeset(body.label)));
  }
  for (const button of list) {
    const press = () => group.hasAttribute('data-used') || tap(button);
    group.append(h('button.choice', { type: 'button', 'data-id': button.id, onclick: press }, typeset(button.title)));
  }
  if (list.some((button) => button.used)) useUp(group, list.find((button) => button.used).id);
  return group;
}

/** Disable a group without taking the focus away: `aria-disabled`, and out of the tab order. Without `id`: give it back. */
export function useUp(group, id) {
  group.toggleAttribute('data-used', Boolean(id));
  for (const button of group.children) {
    button.setAttribute('aria-disabled', Boolean(id));
    button.tabIndex = id ? -1 : 0;
    button.classList.toggle('chosen', button.dataset.id === id);
  }
}

/** A body as plain text; `full` also unfolds fields, details and addresses. */
export function plain(body, full) {
  if (body.type === 'hidden') return words.hidden;
  const lines = [body.type === 'button' ? body.title : body.text];
  for (const card of body.cards ?? []) {
    lines.push([card.title, card.subtitle].filter(Boolean).join(', '));
    if (full) for (const one of [...(card.fields ?? []), ...(card.details ?? [])]) lines.push(`  ${one.label} : ${one.value}`);
  }
  if (full) for (const row of body.rows ?? []) lines.push(`  ${row.filter(Boolean).join(' · ')}`);
  for (const one of body.places ?? []) {
    lines.push(`${one.letter ? `${one.letter}. ` : ''}${[one.name, one.distance, one.address, one.phone, one.number].filter(Boolean).join(', ')}`);
    if (full) for (const entry of one.details) lines.push(`  ${entry.label} : ${entry.value}`);
  }
  if (full) for (const bar of body.bars ?? []) lines.push(`  ${bar.label} : ${bar.shown}`);
  lines.push(body.footer, ['link', 'document'].includes(body.type) ? body.label : '');
  const titles = (body.buttons ?? []).filter((button) => !button.used).map((button) => button.title);
  if (!full && titles.length) lines.push(`${words.choices} ${titles.join(', ')}`);
  return typeset(lines.filter(Boolean).join('\n'));
}
