// SPDX-License-Identifier: Apache-2.0
import { byId, el, redraw } from './dom.js';
import { LEADERS, compact, duration, number, plural, words } from './format.js';

const STATES = { well: 'Well', attention: 'Attention', problem: 'Problem' };

export const stateBadge = (state) =>
  el('span', { class: `state state-${state}` }, el('span', { class: 'glyph', 'aria-hidden': 'true' }), STATES[state] ?? state);

/** The walk of a module: what it has left behind, where it is, and what it is asked to go to. */
export function track(module, stages, attributes = {}) {
  const at = stages.findIndex((it) => it.name === module.stage);
  const wish = stages.findIndex((it) => it.name === module.wish);
  const label = `${words(module.stage)}, stage ${at + 1} of ${stages.length}${module.wish ? `; asked for: ${words(module.wish)}` : ''}`;
  return el('span', { class: `track ${attributes.class ?? ''}`, role: 'img', 'aria-label': label },
    stages.map((stage, index) =>
      el('span', {
        class: `stop ${index < at ? 'past' : index === at ? 'here' : ''} ${index === wish ? 'wish' : ''} lead-${stage.leader}`,
        'aria-hidden': 'true',
      }, el('span', { class: 'stop-name' }, words(stage.name)))));
}

export function summary(page) {
  const sum = (of) => page.modules.reduce((total, it) => total + (of(it) ?? 0), 0);
  const knownDivergences = page.modules.some((it) => it.divergences?.open !== undefined);
  const open = sum((it) => it.divergences?.open);
  const dead = sum((it) => it.pending.entities?.reduce((total, line) => total + line.deadLetters, 0));
  const oldest = Math.max(0, ...page.modules.map((it) => it.pending.oldestSeconds ?? 0));
  const tasks = [...page.tasks, ...page.modules.flatMap((it) => it.tasks ?? [])];
  const failing = tasks.filter((it) => !it.well).length;
  const onTarget = page.modules.filter((it) => it.leader === 'target').length;
  const tiles = [
    ['PostgreSQL leads', `${onTarget} of ${page.modules.length}`, onTarget === page.modules.length ? 'good' : '', 'modules'],
    ['Open divergences', knownDivergences ? compact(open) : '–', open ? 'bad' : 'good', knownDivergences ? (open ? 'confirmed, not resolved' : 'nothing differs') : 'services find them'],
    ['Pending keys', compact(sum((it) => it.pending.keys)), '', oldest ? `oldest ${duration(oldest)}` : sum((it) => it.pending.keys) ? 'in stages that do not send' : 'nothing waits'],
    ['Dead letters', compact(dead), dead ? 'bad' : 'good', dead ? 'need a person' : 'none'],
    ['Background tasks', failing ? `${failing} failing` : `${tasks.length} well`, failing ? 'bad' : 'good', 'in this process'],
  ];
  redraw(byId('summary'), tiles, () =>
    tiles.map(([name, value, tone, note]) =>
      el('li', { class: `tile ${tone}` }, el('span', { class: 'tile-name' }, name), el('strong', {}, value), el('span', { class: 'tile-note' }, note))));
}

function row(module, stages, selected, choose) {
  const isSelected = module.name === selected;
  const open = module.divergences?.open;
  const button = el('button', {
    type: 'button', class: 'row', 'data-focus': `module-${module.name}`, 'aria-pressed': String(isSelected),
    onclick: () => choose(module.name),
  },
    el('span', { class: 'row-name' }, el('strong', {}, module.name), el('span', { class: 'row-lead' }, `${LEADERS[module.leader] ?? 'nobody'} leads`)),
    track(module, stages),
    el('span', { class: 'row-numbers' },
      el('span', { class: `count ${open ? 'bad' : ''}` }, el('b', {}, open === undefined ? '–' : number(open)), el('small', {}, 'divergent')),
      el('span', { class: 'count' }, el('b', {}, compact(module.pending.keys)), el('small', {}, 'pending'))),
    stateBadge(module.state));
  return el('li', { class: isSelected ? 'selected' : '' }, button,
    module.reasons?.length ? el('p', { class: `row-reasons reasons-${module.state}` }, module.reasons.join(' · ')) : null);
}

export function overview(page, selected, choose) {
  const shown = [page.stages, selected, page.modules.map(({ name, stage, wish, leader, state, reasons, divergences, pending }) =>
    [name, stage, wish, leader, state, reasons, divergences?.open, pending.keys])];
  redraw(byId('overview'), shown, () => [
    el('div', { class: 'overview-head', 'aria-hidden': 'true' }, el('span', {}, 'Module'),
      el('div', { class: 'track-names' }, page.stages.map((it) => el('span', {}, words(it.name)))), el('span', {}), el('span', {}, 'State')),
    page.modules.length
      ? el('ul', { class: 'rows', 'aria-label': plural(page.modules.length, 'module') }, page.modules.map((it) => row(it, page.stages, selected, choose)))
      : el('p', { class: 'nothing' }, 'No module is open.'),
  ]);
}
