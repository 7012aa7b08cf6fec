// The login page's two comforts; without this file it works all the same.

/** Show or hide the password: the button says what it does, and the field keeps its content and place. */
for (const toggle of document.querySelectorAll('button[data-reveals]')) {
  const field = document.getElementById(toggle.dataset.reveals);
  const set = (shown) => {
    field.type = shown ? 'text' : 'password';
    toggle.setAttribute('aria-pressed', String(shown));
  };
  toggle.hidden = false;
  toggle.addEventListener('click', () => set(field.type === 'password'));
  field.form.addEventListener('submit', () => set(false)); // a browser must never remember it as plain text
  field.form.addEventListener('submit', (event) => {
    const button = event.target.querySelector('button[type="submit"]');
    setTimeout(() => (button.disabled = true)); // one login for a double click
    setTimeout(() => (button.disabled = false), 5000);
  });
}

/** After too many failures: count down, then give the button back. */
for (const clock of document.querySelectorAll('[data-wait]')) {
  const until = Date.now() + Number(clock.dataset.wait) * 1000;
  const button = document.querySelector('button[type="submit"]');
  const text = (seconds) => {
    const minutes = Math.floor(seconds / 60);
    const rest = `${seconds % 60}\u00a0s`;
    return minutes ? `${minutes}\u00a0min ${rest}` : rest;
  };
  const tick = () => {
    const left = Math.ceil((until - Date.now()) / 1000);
    if (left > 0) {
      clock.textContent = text(left);
      setTimeout(tick, 250);
      return;
    }
    button.disabled = false;
    document.querySelector('[data-wait-over]').hidden = false;
    clock.closest('[data-waiting]').hidden = true;
  };
  tick();
}

/** What is wrong with a form is read first. */
document.querySelector('[data-focus]')?.focus();
