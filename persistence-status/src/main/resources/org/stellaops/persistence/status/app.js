// SPDX-License-Identifier: Apache-2.0
import { announce, byId } from './dom.js';
import { clock } from './format.js';
import { connect } from './connection.js';
import { overview, summary } from './overview.js';
import { detail } from './detail.js';
import { follow, offer, plan } from './actions.js';

let page;
let state = 'wait';
let before = {};

const TEXT = { wait: 'Connecting…', live: 'Live', lost: 'Disconnected' };
const named = () => decodeURIComponent(location.hash.slice(1));

function selected() {
  const names = page.modules.map((it) => it.name);
  if (names.includes(named())) return named();
  const urgent = page.modules.find((it) => it.state === 'problem') ?? page.modules.find((it) => it.state === 'attention');
  return (urgent ?? page.modules[0])?.name;
}

function choose(name) {
  history.replaceState(null, '', `#${encodeURIComponent(name)}`);
  draw();
  announce(`${name} is shown below`);
}

/** Says what changed for the worse, once. */
function tell() {
  page.modules.forEach((it) => {
    const open = it.divergences?.open ?? 0;
    const former = before[it.name];
    if (former && open > former.open) announce(`${it.name}: ${open} open divergences`);
    if (former && former.stage !== it.stage) announce(`${it.name} is in ${it.stage}`);
    before[it.name] = { open, stage: it.stage };
  });
}

let kept;
function draw() {
  if (!page) return;
  // The module that is looked at stays, even if another one becomes more urgent.
  kept = named() && page.modules.some((it) => it.name === named()) ? named() : page.modules.some((it) => it.name === kept) ? kept : selected();
  byId('service').textContent = page.service ? `· ${page.service}` : '';
  document.title = page.service ? `${page.service} · Persistence status` : 'Persistence status';
  summary(page);
  overview(page, kept, choose);
  offer(page);
  detail(page, kept, page.actions ? (to) => plan(kept, to) : undefined);
  follow(page);
}

function connection() {
  const pill = byId('connection');
  pill.className = `pill pill-${state}`;
  const text = state === 'live' ? 'Live' : state === 'lost' && page ? `Disconnected · as of ${clock(page.now)}` : TEXT[state];
  if (byId('connection-text').textContent !== text) byId('connection-text').textContent = text;
  const banner = byId('banner');
  const said = state === 'lost' ? `The service does not answer. ${page ? `What is shown was so at ${clock(page.now)}. ` : ''}The page comes back by itself.` : '';
  if (banner.textContent !== said) banner.textContent = said;
  banner.hidden = !said;
  document.body.classList.toggle('old', state === 'lost');
}

addEventListener('hashchange', draw);
connect({
  onSnapshot(snapshot) {
    page = snapshot;
    tell();
    draw();
    connection();
  },
  onState(now) {
    state = now;
    connection();
  },
});
