// SPDX-License-Identifier: Apache-2.0
// Runs before the page is drawn, so that it does not flash in the other colours.
(() => {
  const KEY = 'persistence-status-theme';
  const stored = () => {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return null;
    }
  };
  const apply = (choice) => {
    const root = document.documentElement;
    if (choice === 'light' || choice === 'dark') {
      root.dataset.theme = choice;
    } else {
      delete root.dataset.theme;
    }
    document.querySelectorAll('[data-theme-choice]').forEach((button) => {
      button.setAttribute('aria-pressed', String(button.dataset.themeChoice === (choice ?? 'auto')));
    });
    window.dispatchEvent(new Event('themechange'));
  };
  apply(stored());
  document.addEventListener('DOMContentLoaded', () => {
    apply(stored());
    document.querySelectorAll('[data-theme-choice]').forEach((button) => {
      button.addEventListener('click', () => {
        const choice = button.dataset.themeChoice;
        try {
          localStorage.setItem(KEY, choice);
        } catch {
          // Without storage the choice lasts as long as the page.
        }
        apply(choice);
      });
    });
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => window.dispatchEvent(new Event('themechange')));
  });
})();
