// SPDX-License-Identifier: Apache-2.0
// The token stays in this page's memory: it is in no address, no storage and no log.
import { announce, byId, el } from './dom.js';
import { words } from './format.js';
import { order as send } from './connection.js';
import { gateList } from './gates.js';

let token;
let wanted;

const dialog = () => byId('dialog');
const close = () => dialog().close();

function show(title, ...children) {
  dialog().replaceChildren(el('form', { method: 'dialog', class: 'dialog-body' }, el('h2', { id: 'dialog-title' }, title), ...children));
  if (!dialog().open) dialog().showModal();
}

const buttons = (...all) => el('div', { class: 'dialog-buttons' }, all);
const cancel = (label = 'Cancel') => el('button', { type: 'button', class: 'button ghost', onclick: close }, label);
const field = (label, id, attributes = {}) =>
  el('label', { class: 'field', for: id }, el('span', {}, label), el('input', { id, name: id, autocomplete: 'off', spellcheck: 'false', ...attributes }));

export function unlock(then) {
  show('Unlock actions',
    el('p', {}, 'The token that this page was started with. It stays in the memory of this tab.'),
    field('Token', 'token', { type: 'password', required: true, minlength: '32' }),
    buttons(cancel(), el('button', { type: 'button', class: 'button', onclick: () => {
      const input = byId('token');
      if (!input.reportValidity()) return;
      token = input.value;
      close();
      changed();
      then?.();
    } }, 'Unlock')));
  byId('token').focus();
}

function failed(answer) {
  if (answer.status === 401) {
    token = undefined;
    changed();
  }
  show(answer.status === 401 ? 'The token was refused' : 'That was not done',
    el('p', { class: 'objection', role: 'alert' }, answer.problem ?? `The page answered ${answer.status}.`), buttons(cancel('Close')));
}

async function ask(action, body) {
  try {
    return await send(action, token, body);
  } catch {
    return { ok: false, status: 0, problem: 'The page cannot be reached; look whether it was done before you order it again.' };
  }
}

export async function plan(module, to) {
  if (!token) {
    unlock(() => plan(module, to));
    return;
  }
  show(`Plan: ${module} to ${words(to)}`, el('p', { role: 'status' }, 'Asking both stores…'), buttons(cancel()));
  const answer = await ask('plan', { module, to });
  if (!answer.ok) {
    failed(answer);
    return;
  }
  const blocked = !answer.allowed;
  const firm = (answer.next?.objections ?? []).length > 0;
  show(`Plan: ${module} to ${words(to)}`,
    el('p', {}, answer.way?.length ? `${words(answer.from)} → ${answer.way.map(words).join(' → ')}` : 'The module is there already.'),
    answer.pause ? el('p', { class: 'forecast' }, answer.pause.text) : null,
    answer.next ? el('div', { class: 'dialog-gates', tabindex: '0', role: 'group', 'aria-label': 'Gates' }, gateList(answer.next)) : null,
    field('Your name', 'by', { required: true, maxlength: '200', autocomplete: 'name' }),
    field('Why', 'reason', { required: true, maxlength: '200' }),
    el('p', { class: 'hint' }, 'Name and reason are kept in the audit trail for good, before anything is done.'),
    blocked && !firm ? el('label', { class: 'check' }, el('input', { type: 'checkbox', id: 'override' }), ' Move although gates refuse') : null,
    buttons(cancel(), answer.way?.length && !firm ? el('button', { type: 'button', class: `button ${blocked ? 'danger' : ''}`, onclick: () => cutover(module, to, blocked) }, `Move to ${words(to)}`) : null));
}

async function cutover(module, to, blocked) {
  const inputs = [byId('by'), byId('reason')];
  if (!inputs.every((it) => it.reportValidity())) return;
  const override = byId('override');
  if (blocked && !override?.checked) {
    override?.focus();
    announce('Gates refuse this step. Tick the box to move although they do.');
    return;
  }
  const answer = await ask('cutover', { module, to, by: byId('by').value, reason: byId('reason').value, overrideGates: Boolean(override?.checked) });
  if (!answer.ok) {
    failed(answer);
    return;
  }
  wanted = answer.number;
  show(`${module} moves to ${words(to)}`, el('p', { role: 'status', id: 'progress' }, 'Ordered. Writes pause only while the leader changes.'), buttons(cancel('Close')));
}

function told(action) {
  const result = action.result;
  if (action.state === 'done') return `${action.module} is in ${words(result.stage)}; writes paused for ${result.pauseMillis} ms. Now set stage: ${result.stage} in the configuration.`;
  if (action.state === 'refused') return `${action.module} stays in ${words(result.stage)}: ${(result.reasons ?? []).join('; ')}`;
  if (action.state === 'failed') return `That failed: ${action.failure}`;
  return `Under way${action.reached?.length ? `; reached ${action.reached.map(words).join(', ')}` : ''}…`;
}

/** Follows an order that was given here. */
export function follow(page) {
  const action = page.action;
  if (!action || action.number !== wanted) return;
  const place = byId('progress');
  const text = told(action);
  if (place && place.textContent !== text) place.textContent = text;
  if (action.state !== 'running') {
    wanted = undefined;
    announce(text);
  }
}

function changed() {
  const key = byId('actions-key');
  key.textContent = token ? 'Lock actions' : 'Unlock actions';
}

export function offer(page) {
  const key = byId('actions-key');
  key.hidden = !page.actions;
}

byId('actions-key').addEventListener('click', () => {
  if (token) {
    token = undefined;
    changed();
  } else {
    unlock();
  }
});
// Enter must not end the dialog without what its button does.
byId('dialog').addEventListener('submit', (event) => {
  event.preventDefault();
  byId('dialog').querySelector('.dialog-buttons .button:not(.ghost)')?.click();
});
