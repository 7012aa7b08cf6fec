// Says while a new password is typed what it still lacks; the server checks all of it again.

for (const status of document.querySelectorAll('[data-check]')) {
  const field = document.getElementById(status.dataset.check);
  const lacks = (text) => {
    if (text.length < 8) return status.dataset.short;
    if (!/\p{Ll}/u.test(text)) return status.dataset.lower;
    if (!/\p{Lu}/u.test(text)) return status.dataset.upper;
    if (!/\d/.test(text)) return status.dataset.digit;
    return status.dataset.good;
  };
  field.addEventListener('input', () => (status.textContent = field.value ? lacks(field.value) : ''));
}

for (const status of document.querySelectorAll('[data-same]')) {
  const [first, second] = status.dataset.same.split(' ').map((id) => document.getElementById(id));
  const check = () => (status.textContent = second.value && first.value !== second.value ? status.dataset.different : '');
  first.addEventListener('input', check);
  second.addEventListener('input', check);
}
