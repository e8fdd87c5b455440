// SPDX-License-Identifier: Apache-2.0
import { card, command, el, nothing } from './dom.js';
import { clock, key, millis, number, percent, plural, share, words } from './format.js';

function table(label, columns, lines) {
  return el('div', { class: 'table-scroll', tabindex: '0', role: 'group', 'aria-label': label, 'data-scroll': label },
    el('table', {}, el('thead', {}, el('tr', {}, columns.map((it) => el('th', { scope: 'col' }, it)))),
      el('tbody', {}, lines.map((line) => el('tr', {}, line.map((it, index) => (index === 0 ? el('th', { scope: 'row' }, it) : el('td', {}, it))))))));
}

export function workCard(module) {
  const work = [...(module.work ?? [])].sort((one, other) => Number(one.finished) - Number(other.finished) || other.at.localeCompare(one.at));
  return card('Backfill and verification', { class: 'wide' }, work.length
    ? el('ul', { class: 'work' }, work.slice(0, 12).map((it) => {
      const name = `${it.kind === 'backfill' ? 'Backfill' : 'Verification'} of ${it.entity}`;
      const done = it.finished ? 100 : share(it.done, it.total);
      const tone = it.found || it.verdict === 'FAIL' ? 'bad' : it.finished ? 'good' : '';
      return el('li', {},
        el('div', { class: 'work-head' }, el('strong', {}, name),
          it.finished ? el('span', { class: `chip ${tone}` }, it.verdict || (it.found ? plural(it.found, 'rejection') : 'finished')) : el('span', { class: 'chip' }, percent(done))),
        el('progress', { class: tone, max: '100', value: String(done), 'aria-label': name }),
        el('p', {}, `${number(it.done)} of ${number(Math.max(it.total, it.done))}`, it.perSecond && !it.finished ? ` · ${number(it.perSecond)} a second` : '',
          it.found ? ` · ${plural(it.found, it.kind === 'backfill' ? 'rejection' : 'difference')}` : '', ` · ${clock(it.at)}`));
    }))
    : nothing('None has run in this process.'));
}

export function pendingCard(module) {
  const lines = module.pending.entities ?? [];
  const aside = module.pending.asOf ? el('span', { class: 'chip old' }, `as of ${clock(module.pending.asOf)}`) : null;
  return card('Pending by entity type', { aside }, lines.length
    ? table('Pending by entity type', ['Entity type', 'Keys', 'Since', 'Dead letters'],
      lines.map((it) => [it.entity, number(it.keys), it.since ? clock(it.since) : '–', number(it.deadLetters)]))
    : nothing('Not asked yet.'));
}

export function storesCard(module) {
  const counts = module.counts ?? {};
  const latency = module.latency ?? {};
  const calls = (it) => (it?.calls ? `${millis(it.p50)} · ${millis(it.p99)}` : 'no calls');
  const facts = [
    ['Reads of callers, p50 · p99', calls(latency.reads)],
    ['Writes of callers, p50 · p99', calls(latency.writes)],
    ['MongoDB answers in', millis(module.stores.legacyMillis)],
    ['PostgreSQL answers in', millis(module.stores.targetMillis)],
    ['Replicated', number(counts.replicated)],
    ['Sent again', number(counts.failed)],
    ['Circuit breaker', counts.breaker ? words(counts.breaker) : '–'],
    ['Sampled reads compared', number(counts.compared)],
    ['Not comparable in time', number(counts.notCompared)],
  ];
  return card('Stores', { aside: module.stores.asOf ? el('span', { class: 'chip old' }, `as of ${clock(module.stores.asOf)}`) : null },
    el('dl', { class: 'facts' }, facts.map(([name, value]) => el('div', {}, el('dt', {}, name), el('dd', {}, value)))));
}

const bound = (it) => `${(100 * it).toPrecision(2)} %`;

export function coverageCard(module) {
  const coverage = module.coverage;
  if (!coverage) return null;
  return card('Coverage of reads', { class: 'wide', aside: el('span', { class: `chip ${coverage.never ? 'old' : ''}` }, coverage.never ? `${plural(coverage.never, 'kind')} never compared` : coverage.compared ? `at most ${bound(coverage.bound)} divergent, at 95 % confidence` : 'nothing compared yet') },
    coverage.shapes?.length
      ? table('Coverage of reads', ['Kind of read', 'Used', 'Compared', 'Last compared'], coverage.shapes.map((it) =>
        [el('span', {}, el('span', { class: 'entity' }, `${it.entity} ${words(it.operation)}`), ' ', el('code', {}, it.shape || 'by key')), number(it.used), it.compared ? number(it.compared) : el('span', { class: 'chip bad' }, 'never'), it.last ? clock(it.last) : '–']))
      : nothing('No read was sampled yet.'));
}

export function deadLettersCard(module) {
  const letters = module.deadLetters ?? [];
  return card('Dead letters', { aside: letters.length ? el('span', { class: 'chip bad' }, 'need a person') : null }, letters.length
    ? [table('Dead letters', ['Key', 'Reason', 'Tries', 'Last'], letters.map((it) =>
      [el('span', {}, el('span', { class: 'entity' }, it.entity), ' ', el('code', {}, key(it))), it.reason, number(it.tries), clock(it.lastAt)])),
    command(`persistence dead-letters retry --config FILE --module ${module.name}`)]
    : nothing('The follower refuses nothing for good.'));
}

export function membersCard(module) {
  const members = module.members ?? [];
  return card('Members', {}, members.length
    ? table('Members', ['Process', 'Version', 'Stage', 'State'], members.map((it) =>
      [el('code', {}, it.id), it.version, words(it.stage), el('span', { class: `chip ${it.present ? 'good' : 'bad'}` }, it.moves ? 'moves the lead' : it.present ? 'present' : 'silent')]))
    : nothing('No process serves the module.'));
}

export function tasksCard(module, page) {
  const tasks = [...(module.tasks ?? []), ...page.tasks.filter((it) => !it.task.startsWith('asking') || it.task.endsWith(` ${module.name}`))];
  return card('Background threads', {}, tasks.length
    ? el('ul', { class: 'tasks' }, tasks.map((it) => el('li', {},
      el('span', { class: `dot ${it.well ? 'good' : 'bad'}`, role: 'img', 'aria-label': it.well ? 'well' : 'failing' }),
      el('div', {}, el('span', {}, it.task), it.lastFailure ? el('p', {}, it.lastFailure) : null),
      el('span', { class: 'when' }, it.well ? (it.lastSuccess ? 'well' : 'idle') : it.alive ? `${number(it.failuresInARow)} in a row` : 'does not run'))))
    : nothing('They run in the services.'));
}

export function auditCard(module) {
  const trail = module.audit ?? [];
  return card('Audit trail', { class: 'wide', aside: trail.length ? el('span', { class: 'chip' }, `the last ${trail.length}`) : null }, trail.length
    ? el('ol', { class: 'trail' }, trail.map((it) => el('li', {},
      el('div', { class: 'trail-head' }, el('span', { class: 'chip' }, words(it.kind)), el('strong', {}, it.subject), el('span', { class: 'when' }, `#${it.number} · ${clock(it.at)}`)),
      el('p', {}, `${it.by || 'somebody'}${it.reason ? `: “${it.reason}”` : ''} — ${it.outcome}`),
      it.evidence?.length ? el('details', { 'data-key': `audit-${it.number}` }, el('summary', { 'data-focus': `audit-${it.number}` }, plural(it.evidence.length, 'line'), ' of evidence'),
        el('ul', { class: 'evidence' }, it.evidence.map((line) => el('li', {}, line)))) : null)))
    : nothing('Nothing was done to this module yet.'));
}

export function moveSteps(module) {
  const steps = module.moveSteps ?? [];
  return steps.length
    ? card('Last change of leader', {}, el('ol', { class: 'move' }, steps.map((it) => el('li', {}, el('span', {}, words(it.step)), el('span', { class: 'when' }, clock(it.at))))))
    : null;
}
