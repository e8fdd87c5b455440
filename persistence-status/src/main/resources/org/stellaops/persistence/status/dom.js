// SPDX-License-Identifier: Apache-2.0
// Elements are made with text only, so nothing that a server says can become markup.

const SVG = 'http://www.w3.org/2000/svg';

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else if (name === 'vars') Object.entries(value).forEach(([key, it]) => node.style.setProperty(key, it));
    else node.setAttribute(name, value === true ? '' : String(value));
  }
  for (const child of children.flat(3)) {
    if (child !== undefined && child !== null && child !== false) node.append(child);
  }
  return node;
}

export const el = (tag, attributes = {}, ...children) => fill(document.createElement(tag), attributes, children);
export const svg = (tag, attributes = {}, ...children) => fill(document.createElementNS(SVG, tag), attributes, children);

export const byId = (id) => document.getElementById(id);

/** Draws a part anew only if what it shows has changed; open details stay open, and what has the focus keeps it. */
export function redraw(host, shown, draw) {
  const now = JSON.stringify(shown);
  if (host.dataset.shown === now) return false;
  const open = new Set([...host.querySelectorAll('details[open][data-key]')].map((it) => it.dataset.key));
  const focus = host.contains(document.activeElement) ? document.activeElement.dataset.focus : undefined;
  const scrolled = [...host.querySelectorAll('[data-scroll]')].map((it) => [it.dataset.scroll, it.scrollTop, it.scrollLeft]);
  host.replaceChildren(...[draw()].flat(3).filter(Boolean));
  host.dataset.shown = now;
  host.querySelectorAll('details[data-key]').forEach((it) => {
    if (open.has(it.dataset.key)) it.open = true;
  });
  scrolled.forEach(([key, top, left]) => {
    const place = host.querySelector(`[data-scroll="${CSS.escape(key)}"]`);
    if (place) {
      place.scrollTop = top;
      place.scrollLeft = left;
    }
  });
  if (focus) host.querySelector(`[data-focus="${CSS.escape(focus)}"]`)?.focus({ preventScroll: true });
  return true;
}

/** Says something to whoever does not see the page; several things in a row become one. */
export function announce(text) {
  const place = byId('announcer');
  if (place.textContent !== text) place.textContent = text;
}

export function copyButton(text, label) {
  const button = el('button', { type: 'button', class: 'copy', 'aria-label': `Copy: ${label}` }, 'Copy');
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = 'Copied';
    } catch {
      button.textContent = 'Select it';
    }
    setTimeout(() => (button.textContent = 'Copy'), 1500);
  });
  return button;
}

export const command = (text) => el('div', { class: 'command' }, el('code', { tabindex: '0' }, text), copyButton(text, 'command'));

/** A card with a heading. */
export const card = (title, attributes, ...children) =>
  el('section', { class: `card ${attributes.class ?? ''}`, 'aria-label': title },
    el('div', { class: 'card-head' }, el('h3', {}, title), attributes.aside),
    ...children);

export const nothing = (text) => el('p', { class: 'nothing' }, text);
