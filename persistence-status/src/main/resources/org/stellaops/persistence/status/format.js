// SPDX-License-Identifier: Apache-2.0
const NUMBER = new Intl.NumberFormat('en');
const COMPACT = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });
const CLOCK = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const DAY = new Intl.DateTimeFormat('en-GB', { day: '2-digit', month: 'short', hour: '2-digit', minute: '2-digit', second: '2-digit' });

export const number = (it) => (it === undefined || it === null ? '–' : NUMBER.format(it));
export const compact = (it) => (it === undefined || it === null ? '–' : it < 10000 ? NUMBER.format(it) : COMPACT.format(it));
export const words = (it) => String(it ?? '').replaceAll('-', ' ');
export const plural = (count, one, many = `${one}s`) => `${number(count)} ${count === 1 ? one : many}`;

export function clock(iso) {
  if (!iso) return '–';
  const at = new Date(iso);
  return new Date().toDateString() === at.toDateString() ? CLOCK.format(at) : DAY.format(at);
}

export function duration(seconds) {
  if (seconds === undefined || seconds === null) return '–';
  if (seconds < 1) return '0 s';
  if (seconds < 90) return `${Math.round(seconds)} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172800) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86400)} d`;
}

export function millis(it) {
  if (it === undefined || it === null) return '–';
  return it < 10 ? `${it.toFixed(1)} ms` : it < 10000 ? `${NUMBER.format(Math.round(it))} ms` : `${(it / 1000).toFixed(1)} s`;
}

export const share = (done, total) => (total > 0 ? Math.min(100, (100 * done) / total) : done > 0 ? 100 : 0);
export const percent = (it) => `${it >= 99.95 || it === 0 ? Math.round(it) : it.toFixed(1)} %`;

export const LEADERS = { legacy: 'MongoDB', target: 'PostgreSQL' };
export const KINDS = {
  'missing-on-target': 'missing on the target',
  'missing-on-legacy': 'extra on the target',
  'fields-differ': 'fields differ',
  'version-differs': 'version differs',
  'stored-hash-differs': 'stored hash differs',
  'listing-differs': 'listing differs',
  'order-differs': 'order differs',
  'count-differs': 'count differs',
  'page-token-differs': 'page token differs',
  'answers-differ': 'answers differ',
  'not-comparable': 'not comparable',
};
export const CAUSES = {
  'in-flight': 'in flight',
  'by-design': 'by design',
  'stale-follower': 'stale follower',
  'bypassing-writer': 'writer that bypasses the library',
  'schema-drift': 'schema drift',
  real: 'unexplained',
};
export const cause = (it) => CAUSES[it] ?? words(it);
export const kind = (it) => KINDS[it] ?? words(it);
export const key = (it) => (it.tenant ? `${it.tenant} / ${it.id}` : it.id);
