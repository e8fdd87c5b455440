// SPDX-License-Identifier: Apache-2.0
import { card, command, el, nothing } from './dom.js';
import { clock, plural, words } from './format.js';

const gateName = (it) => words(it).replace(/^./, (first) => first.toUpperCase());

function gate(it) {
  return el('li', { class: `gate ${it.passed ? 'passed' : 'refused'}` },
    el('span', { class: 'gate-mark', role: 'img', 'aria-label': it.passed ? 'passed' : 'blocks' }),
    el('div', {}, el('strong', {}, gateName(it.gate)), el('p', {}, it.evidence), it.remedy ? el('p', { class: 'remedy' }, it.remedy) : null));
}

export function gateList(step) {
  const refused = (step.gates ?? []).filter((it) => !it.passed);
  const passed = (step.gates ?? []).filter((it) => it.passed);
  return [
    ...(step.objections ?? []).map((it) => el('p', { class: 'objection' }, it)),
    refused.length ? el('ul', { class: 'gates' }, refused.map(gate)) : null,
    passed.length
      ? el('details', { 'data-key': `passed-${step.to}`, open: refused.length === 0 && passed.length < 4 },
        el('summary', { 'data-focus': `passed-${step.to}` }, plural(passed.length, 'gate'), ' passed'), el('ul', { class: 'gates' }, passed.map(gate)))
      : null,
  ];
}

function stepCard(step, order) {
  const blocked = (step.gates ?? []).filter((it) => !it.passed).length + (step.objections ?? []).length;
  return el('article', { class: 'step' },
    el('header', {},
      el('div', {}, el('span', { class: 'step-way' }, step.direction === 'forward' ? 'Forward' : 'Back'),
        el('h4', {}, `to ${words(step.to)}`), step.changesLeader ? el('span', { class: 'chip' }, 'changes the leader') : null),
      el('span', { class: `verdict ${step.allowed ? 'ok' : 'no'}` }, step.allowed ? 'Allowed' : `Blocked by ${blocked}`)),
    gateList(step),
    (step.gates ?? []).length + (step.objections ?? []).length === 0 ? nothing('No gate is asked for this step.') : null,
    order
      ? el('button', { type: 'button', class: 'button', 'data-focus': `order-${step.to}`, onclick: () => order(step.to) }, `Plan the move to ${words(step.to)}…`)
      : command(step.command));
}

export function gatesCard(module, order) {
  const steps = module.steps ?? [];
  const note = module.stepsAsOf ? `as of ${clock(module.stepsAsOf)}` : undefined;
  return card('Next steps and their gates', { class: 'wide', aside: note ? el('span', { class: 'chip old' }, note) : null },
    steps.length ? el('div', { class: 'steps' }, steps.map((it) => stepCard(it, order)))
      : nothing(module.stepsProblem ?? (module.stage ? 'The gates have not been asked yet.' : 'Where the module stands is not known.')));
}
