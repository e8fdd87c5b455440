// SPDX-License-Identifier: Apache-2.0
import { card, el, nothing } from './dom.js';
import { cause, clock, key, kind, number, plural, words } from './format.js';

const side = (digest) => {
  const at = digest.indexOf(':');
  return at < 0
    ? el('span', { class: 'digest none' }, digest)
    : el('span', { class: 'digest' }, el('span', { class: 'type' }, digest.slice(0, at)), el('code', {}, digest.slice(at + 1)));
};

function diff(it) {
  return el('div', { class: 'table-scroll', tabindex: '0', role: 'group', 'aria-label': `Differing fields of ${key(it)}`, 'data-scroll': `diff-${it.entity}-${key(it)}` },
    el('table', { class: 'diff' },
      el('thead', {}, el('tr', {}, ['Path', ...(it.fields.some((f) => f.what) ? ['What'] : []), 'MongoDB', 'PostgreSQL'].map((name) => el('th', { scope: 'col' }, name)))),
      el('tbody', {}, it.fields.map((field) =>
        el('tr', {}, el('th', { scope: 'row' }, el('code', {}, field.path)),
          it.fields.some((f) => f.what) ? el('td', {}, words(field.what)) : null,
          el('td', {}, side(field.legacy)), el('td', {}, side(field.target)))))),
    it.unlisted ? el('p', { class: 'more' }, `and ${plural(it.unlisted, 'more path')}`) : null);
}

function one(it) {
  const head = [
    el('span', { class: 'div-key' }, el('span', { class: 'entity' }, it.entity), el('code', {}, key(it))),
    el('span', { class: 'div-what' }, el('span', { class: 'chip bad' }, kind(it.kind)), it.cause ? el('span', { class: 'chip' }, cause(it.cause)) : null),
    el('span', { class: 'div-when' }, `${clock(it.firstSeen)}${it.times > 1 ? `, seen ${number(it.times)}×` : ''}`),
  ];
  const id = `${it.entity}-${key(it)}`;
  return el('li', { class: 'divergence' },
    el('details', { 'data-key': `divergence-${id}`, open: false },
      el('summary', { 'data-focus': `divergence-${id}` }, head),
      el('p', { class: 'div-summary' }, it.summary.replace(/^./, (first) => first.toUpperCase()), '.'),
      it.evidence?.length ? el('ul', { class: 'evidence' }, it.evidence.map((line) => el('li', {}, line))) : null,
      it.fields?.length ? diff(it) : null));
}

export function divergencesCard(module, lookedAt) {
  const found = module.divergences;
  if (!found) {
    return card('Confirmed divergences', { class: 'wide' }, nothing(lookedAt
      ? 'Services find divergences and keep them in their own process: see the page, the log or the meters of a service. A verification compares everything: persistence verify.'
      : 'None was looked for yet.'));
  }
  const latest = found.latest ?? [];
  if (found.kept) {
    return card('Confirmed divergences', { class: 'wide', aside: el('span', { class: 'chip' }, 'kept by the services') },
      latest.length ? el('ul', { class: 'divergences' }, latest.map(one)) : nothing('The services have kept none.'));
  }
  const aside = el('span', { class: `chip ${found.open ? 'bad' : 'good'}` }, found.open ? `${number(found.open)} open of ${number(found.total)} found` : `none open, ${number(found.total)} found so far`);
  return card('Confirmed divergences', { class: 'wide', aside },
    latest.length ? el('ul', { class: 'divergences' }, latest.map(one))
      : nothing('Nothing differs that no write in flight explains.'),
    found.open > latest.length ? el('p', { class: 'more' }, `The latest ${latest.length} of ${number(found.open)}.`) : null);
}
