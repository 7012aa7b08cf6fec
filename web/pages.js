// The comforts of the pages' forms; without this file they work all the same.

/** Show or hide what is typed in one field or two: the button says what it does, the fields keep content and place. */
for (const toggle of document.querySelectorAll('button[data-reveals]')) {
  const fields = toggle.dataset.reveals.split(' ').map((id) => document.getElementById(id));
  const set = (shown) => {
    for (const field of fields) field.type = shown ? 'text' : 'password';
    toggle.setAttribute('aria-pressed', String(shown));
  };
  toggle.hidden = false;
  toggle.addEventListener('click', () => set(fields[0].type === 'password'));
  toggle.form.addEventListener('submit', () => set(false)); // a browser must never remember it as plain text
}

/** One request for a double click. */
for (const form of document.querySelectorAll('form[method="post"]')) {
  form.addEventListener('submit', () => {
    const buttons = [...form.querySelectorAll('button[type="submit"]')];
    setTimeout(() => buttons.forEach((button) => (button.disabled = true))); // after the pressed one was sent along
    setTimeout(() => buttons.forEach((button) => (button.disabled = false)), 5000);
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

/** What is wrong is where the page begins: the field, which its error describes, or the error of no single field. */
const wrong = document.querySelector('[aria-invalid][autofocus]') ?? document.querySelector('[data-focus], .problem[tabindex]');
wrong?.focus();
