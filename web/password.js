// Ticks off, while a new password is typed, what the rule asks for; the server checks all of it again.

const RULES = {
  length: (text) => [...text.normalize('NFKC')].length >= 8,
  lower: (text) => /\p{Ll}/u.test(text),
  upper: (text) => /\p{Lu}/u.test(text),
  digit: (text) => /\d/.test(text),
};

for (const list of document.querySelectorAll('[data-rules]')) {
  const field = document.getElementById(list.dataset.rules);
  const said = document.createElement('p');
  said.className = 'sr';
  said.setAttribute('role', 'status');
  field.closest('.field').append(said);
  const items = [...list.querySelectorAll('[data-rule]')].map((item) => {
    const state = item.appendChild(document.createElement('span'));
    state.className = 'sr';
    return { item, state, words: item.firstChild.textContent, met: RULES[item.dataset.rule] };
  });
  let announcing;
  field.addEventListener('input', () => {
    const missing = [];
    for (const { item, state, words, met } of items) {
      const right = met(field.value);
      item.classList.toggle('met', right);
      state.textContent = field.value ? ` (${right ? list.dataset.met : list.dataset.missing})` : '';
      if (!right) missing.push(words);
    }
    clearTimeout(announcing); // said once the typing pauses, not at each letter
    const sentence = missing.length ? `${list.dataset.missing} : ${missing.join(', ')}` : list.dataset.all;
    announcing = setTimeout(() => (said.textContent = field.value ? sentence : ''), 700);
  });
}

for (const status of document.querySelectorAll('[data-same]')) {
  const [first, second] = status.dataset.same.split(' ').map((id) => document.getElementById(id));
  const check = () => {
    const begun = !first.value.startsWith(second.value); // half-typed and right so far is not different
    const left = document.activeElement !== second && first.value !== second.value;
    status.textContent = second.value && (begun || left) ? status.dataset.different : '';
  };
  for (const field of [first, second]) {
    field.addEventListener('input', check);
    field.addEventListener('blur', () => setTimeout(check));
  }
}
