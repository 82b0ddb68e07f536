/** What a form's page does beyond plain HTML: shows the fields that matter, finds people, keeps what was written. */

/** Milliseconds without typing after which people are looked for. */
const SEARCH_PAUSE_MS = 180;
/** WeCom's picker is given up after so long, in milliseconds: outside WeCom its calls never end. */
const BRIDGE_MS = 8_000;
const SEPARATORS = /[、，,;；/\s]+/;
const isWeCom = /wxwork\//i.test(navigator.userAgent);
const { corp, owner, form: formName } = document.body.dataset;
const form = document.querySelector('form');

document.body.classList.add('with-script');

function make(tag, className, ...children) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  node.append(...children);
  return node;
}

// Fields that depend on another one

function showFields() {
  for (const field of form.querySelectorAll('[data-when]')) {
    const chosen = new FormData(form).get(field.dataset.whenField);
    const isShown = field.dataset.when.split(' ').includes(chosen);
    field.hidden = !isShown;
    // What cannot be seen is not sent.
    for (const input of field.querySelectorAll('input, textarea')) input.disabled = !isShown;
  }
}

/** What need not be chosen can be taken back: a second press on the same choice clears it. */
function allowNone(group) {
  let before;
  group.addEventListener('pointerdown', () => {
    before = group.querySelector('input:checked');
  });
  group.addEventListener('click', (event) => {
    if (event.target !== before || event.detail === 0) return;
    event.target.checked = false;
    before = undefined;
  });
}

// People

function setUpPeople(box) {
  const input = box.querySelector('.input');
  const chips = box.querySelector('.chips');
  const note = make('p', 'search-note');
  const found = make('ul', 'found');
  note.setAttribute('role', 'status');
  note.hidden = true;
  found.hidden = true;
  input.placeholder = box.dataset.search;
  input.after(note, found);

  let timer;
  let running;

  const say = (words) => {
    note.textContent = words;
    note.hidden = words === '';
  };
  const close = () => {
    found.hidden = true;
    found.replaceChildren();
  };
  const names = () => input.value.split(SEPARATORS);

  function add({ token, name, unit }) {
    const isThere = [...chips.querySelectorAll('.chip')].some(
      (chip) =>
        chip.querySelector('input').value === token ||
        (unit !== '' && chip.dataset.name === name && chip.title === unit),
    );
    if (isThere) return;
    const check = make('input');
    Object.assign(check, { type: 'checkbox', name: box.dataset.people, value: token, checked: true });
    const chip = make('label', 'chip', check, name);
    chip.title = unit;
    chip.dataset.name = name;
    chips.append(make('li', '', chip));
  }

  function choose(person) {
    add(person);
    const rest = names().slice(0, -1).filter(Boolean);
    input.value = rest.length > 0 ? `${rest.join('、')}、` : '';
    close();
    say('');
    input.focus();
  }

  async function search() {
    running?.abort();
    const words = names().at(-1) ?? '';
    if (words === '') {
      close();
      say('');
      return;
    }
    running = new AbortController();
    try {
      const answer = await fetch(`/form/people?q=${encodeURIComponent(words)}`, { signal: running.signal });
      if (!answer.ok) throw new Error(String(answer.status));
      const { people } = await answer.json();
      found.replaceChildren(
        ...people.map((person) => {
          const button = make('button', '', person.name, make('small', '', person.unit));
          button.type = 'button';
          button.addEventListener('click', () => choose(person));
          return make('li', '', button);
        }),
      );
      found.hidden = people.length === 0;
      say(people.length === 0 ? box.dataset.nobody : '');
    } catch (error) {
      if (error.name === 'AbortError') return;
      close();
      say(box.dataset.offline);
    }
  }

  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(search, SEARCH_PAUSE_MS);
  };
  input.addEventListener('input', (event) => {
    // Half a word of an input method is no name yet.
    if (!event.isComposing) soon();
  });
  input.addEventListener('compositionend', soon);
  input.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.isComposing) return;
    event.preventDefault();
    if (input.value.trim() !== '' && !/[、，]$/.test(input.value)) input.value += '、';
    close();
    say('');
  });
  chips.addEventListener('change', (event) => {
    if (!event.target.checked) event.target.closest('li').remove();
  });
  for (const chip of chips.querySelectorAll('.chip')) chip.dataset.name = chip.textContent.trim();
  if (isWeCom) offerPicker(box, input, add, say);
  return { add };
}

// WeCom's own picker

let sdk;
/** The JS-SDK, registered once with signatures from our server. */
function loadSdk() {
  sdk ??= import('/pages/wecom.js').then((ww) => {
    ww.register({
      corpId: corp,
      jsApiList: ['selectEnterpriseContact', 'closeWindow'],
      getConfigSignature: async (url) => {
        const answer = await fetch(`/jssdk/sign?url=${encodeURIComponent(url)}`);
        if (!answer.ok) throw new Error('not signed');
        return answer.json();
      },
    });
    return ww;
  });
  return sdk;
}

function inTime(promise) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer')), BRIDGE_MS);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

function offerPicker(box, input, add, say) {
  const button = make('button', 'pick', box.dataset.pick);
  button.type = 'button';
  box.append(button);
  button.addEventListener('click', async () => {
    let users;
    try {
      const ww = await inTime(loadSdk());
      await inTime(ww.ensureConfigReady());
      // No deadline here: somebody is looking for people.
      const { result } = await ww.selectEnterpriseContact({
        fromDepartmentId: -1,
        mode: 'multi',
        type: ['user'],
      });
      users = (typeof result === 'string' ? JSON.parse(result) : result).userList ?? [];
    } catch (error) {
      if (!/cancel/.test(error?.errMsg ?? '')) say(box.dataset.cannot);
      return;
    }
    say('');
    await place(users);
  });

  /** Those whom the server lets us pick become chips; the others are names, as if they had been typed. */
  async function place(users) {
    let known = [];
    try {
      const query = new URLSearchParams(users.map(({ id }) => ['userid', id]));
      const answer = await fetch(`/form/people?${query}`);
      if (answer.ok) known = (await answer.json()).people;
    } catch {
      // Without the server all of them are names.
    }
    for (const person of known) add(person);
    const rest = users.filter(({ id }) => !known.some((person) => person.userid === id));
    const typed = input.value.split(SEPARATORS).filter(Boolean);
    input.value = [...new Set([...typed, ...rest.map(({ name }) => name)])].join('、');
  }
}

// Keeping what was written while signing in again

const draftKey = `draft/${formName}`;

function keepDraft() {
  const fields = [...new FormData(form)].filter(([name]) => name !== 'csrf' && name !== 'submission');
  const picked = [...form.querySelectorAll('.chip')].map((chip) => ({
    field: chip.closest('[data-people]').dataset.people,
    token: chip.querySelector('input').value,
    name: chip.dataset.name,
    unit: chip.title,
  }));
  sessionStorage.setItem(draftKey, JSON.stringify({ owner: form.elements.owner.value, fields, picked }));
}

async function restoreDraft(people) {
  const kept = sessionStorage.getItem(draftKey);
  if (!kept || document.getElementById('again')) return;
  sessionStorage.removeItem(draftKey);
  const draft = JSON.parse(kept);
  // Written by somebody else on this phone: not ours to show.
  if (draft.owner !== owner) return;
  for (const [name, value] of draft.fields) {
    const field = form.elements[name];
    if (!field || name === 'owner' || people.has(name)) continue;
    field.value = value;
  }
  showFields();
  const known = await nameAgain(draft.picked.map(({ token }) => token));
  for (const { field, ...person } of draft.picked)
    people.get(field)?.add(known.find(({ token }) => token === person.token) ?? person);
  if (form.querySelector('details .chip')) form.querySelector('details').open = true;
  for (const input of form.querySelectorAll('details .input')) {
    if (input.value !== '') form.querySelector('details').open = true;
  }
}

/** Whom tokens stand for; what the server does not name keeps the name that it had. */
async function nameAgain(tokens) {
  if (tokens.length === 0) return [];
  try {
    const answer = await fetch(
      `/form/people?${new URLSearchParams(tokens.map((token) => ['token', token]))}`,
    );
    return answer.ok ? (await answer.json()).people : [];
  } catch {
    return [];
  }
}

// Start

if (form) {
  const people = new Map();
  for (const box of form.querySelectorAll('[data-people]')) people.set(box.dataset.people, setUpPeople(box));
  for (const group of form.querySelectorAll('[data-optional]')) allowNone(group);
  restoreDraft(people);
  form.addEventListener('change', showFields);
  showFields();
  const send = form.querySelector('[type=submit]');
  const words = send.textContent;
  form.addEventListener('submit', (event) => {
    if (send.getAttribute('aria-busy') === 'true') {
      event.preventDefault();
      return;
    }
    send.setAttribute('aria-busy', 'true');
    send.textContent = send.dataset.sending;
  });
  window.addEventListener('pageshow', () => {
    send.removeAttribute('aria-busy');
    send.textContent = words;
  });
  document.getElementById('again')?.addEventListener('click', keepDraft);
  const fault = form.querySelector('.has-fault');
  fault?.scrollIntoView({ block: 'center' });
  fault?.querySelector('input:not([type=hidden]), textarea')?.focus({ preventScroll: true });
}

const leave = document.getElementById('close');
if (leave && isWeCom) {
  leave.hidden = false;
  leave.addEventListener('click', async () => (await loadSdk()).closeWindow());
}
