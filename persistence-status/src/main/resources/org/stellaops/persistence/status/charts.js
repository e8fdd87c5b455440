// SPDX-License-Identifier: Apache-2.0
import { card, el } from './dom.js';
import { cause, clock, millis, number } from './format.js';
import { history } from './connection.js';

const REFRESH = 5000;
const HEIGHT = 176;
const MINUTES = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720].map((it) => it * 60);
const WHOLE = [1, 2, 5].flatMap((it) => [0, 1, 2, 3, 4, 5, 6].map((power) => it * 10 ** power)).sort((one, other) => one - other);
const SHORTEST = 300;
const charts = [];
let module;
let range = 'half-hour';
let data;
let timer;

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const PALETTE = ['--c1', '--c2', '--c3', '--c4', '--c5', '--c6', '--c7', '--c8'];

/** Each cause on top of those before it: what is drawn is the sum so far, the highest first. */
function stacked(columns) {
  const names = Object.keys(columns);
  const sums = [];
  names.forEach((name, at) => sums.push(columns[name].map((it, i) => it + (at ? sums[at - 1][i] : 0))));
  return names.map((name, at) => ({ name, sums: sums[at], own: columns[name] })).reverse();
}

const SPECS = [
  {
    id: 'divergences', title: 'Differences found, by cause', unit: (it) => number(it), bars: true, whole: true,
    series: (it) => {
      const layers = stacked(it.divergences);
      return layers.length ? layers.map((layer, at) => ({ label: cause(layer.name.replaceAll('_', '-')), values: layer.sums, own: layer.own, stroke: PALETTE[(layers.length - 1 - at) % PALETTE.length] }))
        : [{ label: 'none', values: it.at.map(() => 0), stroke: '--c1' }];
    },
  },
  { id: 'pending', title: 'Pending keys', unit: (it) => number(it), whole: true, series: (it) => [{ label: 'pending', values: it.pending, stroke: '--c1', area: true }] },
  { id: 'age', title: 'Age of the oldest pending write', unit: (it) => `${number(Math.round(it))} s`, whole: true, series: (it) => [{ label: 'oldest', values: it.oldestSeconds, stroke: '--c4', area: true }] },
  {
    id: 'latency', title: 'Latency of callers and stores', unit: millis,
    series: (it) => [
      { label: 'reads p99', values: it.readsP99, stroke: '--c1' }, { label: 'writes p99', values: it.writesP99, stroke: '--c2' },
      { label: 'MongoDB', values: it.legacyMillis, stroke: '--c3', dash: [5, 4] }, { label: 'PostgreSQL', values: it.targetMillis, stroke: '--c5', dash: [5, 4] },
    ],
  },
];

function options(spec, series, width) {
  const grid = { stroke: colour('--line'), width: 1 };
  const axis = { stroke: colour('--soft'), grid, ticks: { show: false }, font: '11px system-ui, sans-serif' };
  return {
    width, height: HEIGHT, legend: { show: false }, cursor: { points: { size: 6 }, y: false },
    scales: { x: { time: true, range: (u, low, high) => [Math.min(low, high - SHORTEST), high] }, y: { range: (u, low, high) => [0, Math.max(high ?? 0, 1) * 1.15] } },
    axes: [{ ...axis, space: 60, size: 30, incrs: MINUTES, values: (u, at) => at.map((it) => clock(new Date(it * 1000).toISOString()).slice(0, 5)) }, { ...axis, size: 60, space: 34, ...(spec.whole ? { incrs: WHOLE } : {}), values: (u, at) => at.map((it) => spec.unit(it)) }],
    series: [{}, ...series.map((it) => ({
      label: it.label, stroke: colour(it.stroke), width: spec.bars ? 0 : 1.75, dash: it.dash, spanGaps: false, points: { show: false },
      fill: spec.bars ? colour(it.stroke) : it.area ? `${colour(it.stroke)}26` : undefined,
      paths: spec.bars ? uPlot.paths.bars({ size: [0.8, 14] }) : undefined,
    }))],
  };
}

const last = (values) => [...values].reverse().find((it) => it !== null && it !== undefined);

function legend(spec, series) {
  return el('ul', { class: 'legend' }, series.map((it) => {
    const shown = spec.bars ? (it.own ?? []).reduce((sum, one) => sum + one, 0) : last(it.values);
    return el('li', {}, el('span', { class: 'swatch', 'aria-hidden': 'true', vars: { '--swatch': `var(${it.stroke})` } }), it.label, ' ', el('b', {}, shown === undefined ? '–' : spec.unit(shown)));
  }));
}

/** The same in words and numbers, for whoever does not see the lines. */
function asTable(spec, series) {
  const step = Math.max(1, Math.ceil(data.at.length / 12));
  const picked = data.at.map((_, i) => i).filter((i) => (data.at.length - 1 - i) % step === 0);
  return el('div', { class: 'table-scroll', tabindex: '0', role: 'group', 'aria-label': `${spec.title}, as a table` },
    el('table', {}, el('thead', {}, el('tr', {}, el('th', { scope: 'col' }, 'Time'), series.map((it) => el('th', { scope: 'col' }, it.label)))),
      el('tbody', {}, picked.map((i) => el('tr', {}, el('th', { scope: 'row' }, clock(new Date(data.at[i] * 1000).toISOString())),
        series.map((it) => { const value = (it.own ?? it.values)[i]; return el('td', {}, value === null || value === undefined ? '–' : spec.unit(value)); }))))));
}

function draw() {
  if (!data) return;
  charts.forEach((it) => it.plot?.destroy());
  charts.forEach((it) => {
    const { spec, host } = it;
    const series = spec.series(data);
    const plot = host.querySelector('.plot');
    const isEmpty = data.at.length < 2;
    host.querySelector('.chart-legend').replaceChildren(legend(spec, series));
    const details = host.querySelector('details');
    if (details.open) details.querySelector('.chart-table').replaceChildren(asTable(spec, series));
    plot.replaceChildren();
    it.plot = undefined;
    if (isEmpty) {
      plot.append(el('p', { class: 'nothing' }, 'Samples are being taken.'));
      return;
    }
    plot.setAttribute('aria-label', `${spec.title}: ${series.map((one) => `${one.label} ${last(one.own ?? one.values) === undefined ? 'unknown' : spec.unit(last(one.own ?? one.values))}`).join(', ')}`);
    it.plot = new uPlot(options(spec, series, Math.max(200, plot.clientWidth)), [data.at, ...series.map((one) => one.values)], plot);
  });
}

async function refresh() {
  clearTimeout(timer);
  const asked = module;
  if (asked && !document.hidden) {
    try {
      const answer = await history(asked, range);
      if (asked === module) {
        data = answer;
        draw();
      }
    } catch {
      // The connection says that it is gone.
    }
  }
  timer = setTimeout(refresh, REFRESH);
}

/** The charts of a module, once; they refresh by themselves. */
export function chartCards(name) {
  if (module !== name) data = undefined;
  module = name;
  charts.splice(0).forEach((it) => it.plot?.destroy());
  const choices = [['half-hour', '30 min'], ['day', '24 h']];
  const ranges = el('div', { class: 'themes', role: 'group', 'aria-label': 'Time shown' }, choices.map(([value, label]) =>
    el('button', { type: 'button', 'aria-pressed': String(value === range), 'data-range': value, onclick: (event) => {
      range = value;
      event.currentTarget.parentElement.querySelectorAll('button').forEach((it) => it.setAttribute('aria-pressed', String(it === event.currentTarget)));
      refresh();
    } }, label)));
  const cards = SPECS.map((spec, at) => {
    const details = el('details', { ontoggle: () => details.open && draw() }, el('summary', {}, 'As a table'), el('div', { class: 'chart-table' }));
    const host = card(spec.title, { class: 'chart', aside: at === 0 ? ranges : null },
      el('div', { class: 'plot', role: 'img', 'aria-label': spec.title }, el('p', { class: 'nothing' }, 'Samples are being taken.')), el('div', { class: 'chart-legend' }), details);
    charts.push({ spec, host });
    return host;
  });
  setTimeout(refresh);
  return cards;
}

let sized;
addEventListener('resize', () => { clearTimeout(sized); sized = setTimeout(draw, 150); });
addEventListener('themechange', () => setTimeout(draw));
document.addEventListener('visibilitychange', () => document.hidden || refresh());
