// SPDX-License-Identifier: Apache-2.0
import { byId, el, redraw } from './dom.js';
import { LEADERS, clock, words } from './format.js';
import { chartCards } from './charts.js';
import { divergencesCard } from './divergences.js';
import { gatesCard } from './gates.js';
import { auditCard, coverageCard, deadLettersCard, membersCard, moveSteps, pendingCard, storesCard, tasksCard, workCard } from './listings.js';
import { stateBadge, track } from './overview.js';

let built;

/** Places that are drawn anew each on their own, so that what somebody reads does not jump. */
const PARTS = [
  ['part-steps', (module) => [module.steps, module.stepsProblem, module.stepsAsOf], (module, page, order) => gatesCard(module, order)],
  ['part-divergences', (module) => module.divergences, (module, page) => divergencesCard(module, page.lookedAt)],
  ['part-charts'],
  ['part-work', (module) => module.work, (module) => workCard(module)],
  ['part-coverage', (module) => module.coverage, (module) => coverageCard(module)],
  ['part-pending', (module) => [module.pending.entities, module.pending.asOf], (module) => pendingCard(module)],
  ['part-stores', (module) => [module.stores, module.latency, module.counts], (module) => storesCard(module)],
  ['part-letters', (module) => module.deadLetters, (module) => deadLettersCard(module)],
  ['part-members', (module) => module.members, (module) => membersCard(module)],
  ['part-tasks', (module, page) => [module.tasks?.map((it) => [it.task, it.well, it.lastFailure, it.failuresInARow]), page.tasks.map((it) => [it.task, it.well, it.lastFailure])], (module, page) => tasksCard(module, page)],
  ['part-move', (module) => module.moveSteps, (module) => moveSteps(module)],
  ['part-audit', (module) => module.audit, (module) => auditCard(module)],
];

/** Two columns, each as high as what it holds. */
const SIDES = [['part-pending', 'part-letters', 'part-members'], ['part-stores', 'part-tasks', 'part-move']];
const place = ([id]) => el('div', { id, class: `part ${id}` });

function build(host, name) {
  built = name;
  host.hidden = false;
  host.replaceChildren(
    el('div', { class: 'detail-head', id: 'detail-head' }),
    el('div', { class: 'grid' }, PARTS.filter(([id]) => !SIDES.flat().includes(id) && id !== 'part-audit').map(place),
      SIDES.map((side) => el('div', { class: 'side' }, side.map((id) => place([id])))), place(['part-audit'])));
  byId('part-charts').replaceChildren(...chartCards(name));
}

export function detail(page, name, order) {
  const host = byId('detail');
  const module = page.modules.find((it) => it.name === name);
  if (!module) {
    host.hidden = true;
    return;
  }
  if (built !== name) build(host, name);
  redraw(byId('detail-head'), [module.name, module.stage, module.wish, module.wishReasons, module.leader, module.epoch, module.configured, module.state, module.asOf, page.stages], () => [
    el('div', { class: 'detail-title' }, el('h2', { id: 'detail-title' }, module.name), stateBadge(module.state),
      el('p', {}, `${LEADERS[module.leader] ?? 'Neither store'} leads`, module.epoch ? `, epoch ${module.epoch}` : '',
        module.asOf ? `, as of ${clock(module.asOf)}` : '', module.configured && module.configured !== module.stage ? `; the configuration names ${words(module.configured)}` : '')),
    track(module, page.stages, { class: 'large' }),
    module.wish ? el('p', { class: 'objection' }, `${words(module.wish)} is asked for and not granted yet${module.wishReasons?.length ? `: ${module.wishReasons.join('; ')}` : ''}`) : null,
  ]);
  PARTS.forEach(([id, shown, draw]) => draw && redraw(byId(id), [shown(module, page) ?? null, Boolean(order), page.lookedAt], () => draw(module, page, order)));
}
