// SPDX-License-Identifier: Apache-2.0
// Snapshots as they are published. Where no events are served, such as under Spring's actuator, they are asked for.

const base = document.querySelector('meta[name="status-base"]').content;
const SILENCE = 9000;
const ASK_EVERY = 1500;
const SLOWEST = 8000;

export const at = (name) => base + name;

export function connect({ onSnapshot, onState }) {
  let source;
  let heard = 0;
  let failures = 0;
  let timer;
  let polls = false;

  const take = (text) => {
    heard = Date.now();
    failures = 0;
    onState('live');
    onSnapshot(JSON.parse(text));
  };

  const again = () => {
    clearTimeout(timer);
    failures += 1;
    if (failures > 1) onState('lost');
    timer = setTimeout(start, Math.min(SLOWEST, 500 * 2 ** Math.min(failures, 4)));
  };

  const ask = async () => {
    try {
      const answer = await fetch(at('status.json'), { signal: AbortSignal.timeout(5000), cache: 'no-store' });
      if (!answer.ok) throw new Error(String(answer.status));
      take(await answer.text());
      timer = setTimeout(ask, ASK_EVERY);
    } catch {
      again();
    }
  };

  function start() {
    clearTimeout(timer);
    source?.close();
    if (polls) {
      ask();
      return;
    }
    heard = Date.now();
    source = new EventSource(at('events'));
    source.onmessage = (event) => take(event.data);
    source.onerror = async () => {
      source.close();
      if (!(await hasEvents())) polls = true;
      again();
    };
  }

  // Whether the page is there and its events are not: then they never will be.
  async function hasEvents() {
    try {
      const answer = await fetch(at('events'), { method: 'HEAD', signal: AbortSignal.timeout(3000) });
      return answer.status !== 404 && answer.status !== 405 && answer.status !== 406;
    } catch {
      return true;
    }
  }

  // A connection that is open and silent is none.
  setInterval(() => {
    if (!polls && source?.readyState === EventSource.OPEN && Date.now() - heard > SILENCE) {
      source.close();
      again();
    }
  }, 1000);

  start();
}

export async function history(module, range) {
  const query = new URLSearchParams({ module, range });
  const answer = await fetch(`${at('history.json')}?${query}`, { signal: AbortSignal.timeout(5000), cache: 'no-store' });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

export async function order(action, token, body) {
  const answer = await fetch(at(`actions/${action}`), {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
    cache: 'no-store',
  });
  const text = await answer.text();
  let said;
  try {
    said = JSON.parse(text);
  } catch {
    said = { problem: text.trim() };
  }
  return { status: answer.status, ok: answer.ok, ...said };
}
