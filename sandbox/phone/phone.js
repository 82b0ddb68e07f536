/** The phone: who holds it, the conversation, the menu, web pages inside, and the log. Addresses are relative. */
import { make } from './markup.js';
import { face, renderEntry } from './render.js';

const $ = (id) => document.getElementById(id);
/** Rows shown at once in the list of people and in the log. */
const SHOWN_PEOPLE = 200;
const SHOWN_CALLS = 200;
/** A time is shown above an entry that comes so long after the one before, in milliseconds. */
const TIME_GAP_MS = 5 * 60_000;
const TOAST_MS = 2_600;
/** Milliseconds between two readings of the counters. */
const COUNTERS_MS = 1_000;

const REFUSALS = {
  unknown_person: '没有这个人',
  not_visible: '这位同志不在应用的可见范围',
  no_callback_url: '还没有设置接收消息的地址',
  unknown_message: '这条消息已经不在了',
  not_a_card: '这条消息不能点',
  recalled: '消息已撤回',
  greyed: '已经处理过了',
  unknown_key: '这个按钮已经换了',
  unknown_option: '这个选项已经换了',
  too_many_options: '只能选一项',
  empty_text: '请写一句话，不要太长',
};

const state = {
  people: [],
  app: { name: '' },
  person: undefined,
  entries: new Map(),
  menu: [],
  stream: undefined,
  calls: [],
  /** Whether the night lies between the reader and the conversation. */
  away: false,
};

async function ask(path, json) {
  const answer = await fetch(`api/${path}`, {
    method: json === undefined ? 'GET' : 'POST',
    ...(json === undefined
      ? {}
      : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(json) }),
  });
  return answer.json();
}

let toastTimer;
function toast(words) {
  $('toast').textContent = words;
  $('toast').hidden = false;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => {
    $('toast').hidden = true;
  }, TOAST_MS);
}

/** Sends an act of the person and says when it did not get through. */
async function act(path, json) {
  try {
    const result = await ask(path, json);
    if (!result.ok) toast(REFUSALS[result.why] ?? '没有发出去，请稍后再试');
    else if (!result.delivered) toast('应用没有回应，稍后再试');
    return result;
  } catch {
    toast('连接断了，请稍后再试');
    return { ok: false };
  }
}

// People

function showPeople() {
  const wanted = $('search').value.trim().toLowerCase();
  const fits = (person) =>
    wanted === '' ||
    [person.name, person.userid, person.title, ...person.units].some((text) =>
      text.toLowerCase().includes(wanted),
    );
  const found = state.people.filter(fits);
  const rows = found.slice(0, SHOWN_PEOPLE).map((person) => {
    const facts = [...person.units, person.title, person.visible ? '' : '不在可见范围']
      .filter(Boolean)
      .join(' · ');
    const button = make(
      'button',
      '',
      face(person.name),
      make('span', '', make('b', '', person.name), make('small', '', facts)),
    );
    button.type = 'button';
    button.disabled = !person.visible;
    button.addEventListener('click', () => {
      location.hash = encodeURIComponent(person.userid);
    });
    return make('li', '', button);
  });
  if (found.length > SHOWN_PEOPLE)
    rows.push(make('li', 'none', `还有${found.length - SHOWN_PEOPLE}位，可以搜索`));
  if (found.length === 0) rows.push(make('li', 'none', '没有找到，换个词试试'));
  $('people').replaceChildren(...rows);
}

function leave() {
  state.stream?.close();
  state.stream = undefined;
  state.person = undefined;
  closeWeb();
  $('chat').hidden = true;
  $('chooser').hidden = false;
}

async function enter(userid) {
  const person = state.people.find((one) => one.userid.toLowerCase() === userid.toLowerCase());
  if (!person) {
    leave();
    return;
  }
  leave();
  state.person = person;
  state.entries = new Map();
  $('app-name').textContent = state.app.name;
  $('who').textContent = `${person.name} · ${person.units[0] ?? ''}`;
  $('chooser').hidden = true;
  $('chat').hidden = false;
  showEntries();
  follow(person);
  // Saying something is what the phone is for: the keyboard comes first, the menu is one touch away.
  showMenu(false);
  await loadMenu();
  if (person.visible) await act('events', { userid: person.userid, event: 'enter_agent' });
}

// Conversation

function follow(person) {
  const stream = new EventSource(`api/stream?userid=${encodeURIComponent(person.userid)}`);
  state.stream = stream;
  // Also after an interruption: whatever was missed is read again.
  stream.addEventListener('open', async () => {
    const { entries } = await ask(`conversations/${encodeURIComponent(person.userid)}`);
    if (state.person !== person) return;
    let changed = false;
    for (const entry of entries) {
      if (JSON.stringify(state.entries.get(entry.id)) === JSON.stringify(entry)) continue;
      state.entries.set(entry.id, entry);
      changed = true;
    }
    if (changed) showEntries();
  });
  stream.addEventListener('entry', (event) => {
    const entry = JSON.parse(event.data);
    state.entries.set(entry.id, entry);
    showEntry(entry);
    if (state.away && entry.from === 'app') comeBack(person);
  });
  stream.addEventListener('call', (event) => addCall(JSON.parse(event.data)));
}

const acts = {
  get person() {
    return state.person.name;
  },
  get app() {
    return state.app.name;
  },
  open: openWeb,
  press: (entry, key, selected) =>
    act('clicks', { userid: state.person.userid, msgid: entry.msgid, key, selected }),
};

const clock = new Intl.DateTimeFormat('zh-CN', {
  timeZone: 'Asia/Shanghai',
  month: 'long',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hour12: false,
});

/** The entry with its time above it, when it comes long after the one before. */
function nodesOf(entry, before) {
  const nodes = [renderEntry(entry, acts)];
  if (!before || entry.at - before.at > TIME_GAP_MS) nodes.unshift(make('p', 'time', clock.format(entry.at)));
  return nodes;
}

function inOrder() {
  return [...state.entries.values()].sort((a, b) => a.id - b.id);
}

function showEntries() {
  const all = inOrder();
  const nodes = all.flatMap((entry, index) => nodesOf(entry, all[index - 1]));
  if (nodes.length === 0) nodes.push(make('p', 'empty', '还没有消息，说一句试试'));
  $('lines').replaceChildren(...nodes);
  toEnd();
}

function toEnd() {
  $('lines').scrollTop = $('lines').scrollHeight;
}

/**
 * Puts a changed entry in the place of the old one and a new one at the end. The others stay untouched, so that
 * what was ticked on a card is not lost when something else arrives.
 */
function showEntry(entry) {
  const old = $('lines').querySelector(`[data-id="${entry.id}"]`);
  if (old) {
    old.replaceWith(renderEntry(entry, acts));
    return;
  }
  const all = inOrder();
  if (all.at(-1) !== entry || all.length === 1) {
    showEntries();
    return;
  }
  $('lines').append(...nodesOf(entry, all.at(-2)));
  toEnd();
}

// Writing

function fitText() {
  $('text').style.height = '38px';
  // While the conversation is hidden, nothing in it has a height.
  $('text').style.height = `${Math.min(Math.max($('text').scrollHeight, 38), 120)}px`;
  $('send').disabled = $('text').value.trim() === '';
}

async function write() {
  const text = $('text').value;
  if (text.trim() === '' || !state.person) return;
  $('text').value = '';
  fitText();
  const result = await act('messages', { userid: state.person.userid, text });
  if (!result.ok && $('text').value === '') {
    $('text').value = text;
    fitText();
  }
}

// Menu

async function loadMenu() {
  const { button = [] } = await ask('menu');
  if (JSON.stringify(button) === JSON.stringify(state.menu)) return;
  state.menu = button;
  // Open or not as it is by now: a touch while it was asked for must not be undone.
  showMenu(!$('menu').hidden);
}

function showMenu(on) {
  const usable = state.menu.length > 0;
  $('submenu').hidden = true;
  $('toggle').hidden = !usable;
  $('menu').hidden = !(on && usable);
  $('write').hidden = on && usable;
  $('toggle').textContent = on ? '⌨' : '≡';
  $('toggle').setAttribute('aria-label', on ? '换成键盘' : '换成菜单');
  $('menu').replaceChildren(
    ...state.menu.map((top) => {
      const subs = top.sub_button ?? [];
      const button = make('button', subs.length > 0 ? 'has-sub' : '', top.name);
      button.type = 'button';
      button.addEventListener('click', () => (subs.length > 0 ? showSub(button, subs) : pressMenu(top)));
      return button;
    }),
  );
}

function showSub(button, subs) {
  const panel = $('submenu');
  if (!panel.hidden && panel.dataset.of === button.textContent) {
    panel.hidden = true;
    return;
  }
  panel.dataset.of = button.textContent;
  panel.replaceChildren(
    ...subs.map((sub) => {
      const item = make('button', '', sub.name);
      item.type = 'button';
      item.setAttribute('role', 'menuitem');
      item.addEventListener('click', () => {
        panel.hidden = true;
        pressMenu(sub);
      });
      return item;
    }),
  );
  panel.hidden = false;
  const phone = $('phone').getBoundingClientRect();
  const place = button.getBoundingClientRect();
  const left = place.left - phone.left + place.width / 2 - panel.offsetWidth / 2;
  panel.style.left = `${Math.max(8, Math.min(left, phone.width - panel.offsetWidth - 24))}px`;
}

function pressMenu(button) {
  const userid = state.person.userid;
  if (button.type === 'view') {
    openWeb(button.url, button.name);
    act('events', { userid, event: 'view', key: button.url });
  } else if (button.type === 'click') act('events', { userid, event: 'click', key: button.key });
  else toast('这里还不能用这种菜单');
}

// Web pages

/** WeCom's own authorize page is played by the sandbox, also for addresses that name the real one. */
function playable(url) {
  const target = new URL(url, location.href);
  const authorize = target.pathname === '/connect/oauth2/authorize';
  return authorize && target.hostname === 'open.weixin.qq.com'
    ? `connect/oauth2/authorize${target.search}`
    : target.href;
}

function openWeb(url, title) {
  if (!/^https?:\/\//i.test(url ?? '')) {
    toast('这个地址打不开');
    return;
  }
  // Says to the authorize page who holds this phone; written now, since another tab may be another person's phone.
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API needs https.
  document.cookie = `sandbox_phone=${encodeURIComponent(state.person.userid)}; path=/; SameSite=Lax`;
  $('web-title').textContent = title || '网页';
  $('frame').src = playable(url);
  $('web').hidden = false;
}

function closeWeb() {
  if ($('web').hidden) return;
  $('web').hidden = true;
  $('frame').src = 'about:blank';
}

// Log

function addCall(line) {
  state.calls.push(line);
  if (state.calls.length > SHOWN_CALLS) state.calls.shift();
  if (!$('log').hidden) {
    showCall(line);
    refreshCounters();
  }
  if (/\/menu\/(create|delete)$/.test(line.path) && line.errcode === 0) {
    loadMenu();
  }
}

let counting = false;
/** Reads the counters again, at most once a second. */
function refreshCounters() {
  if (counting) return;
  counting = true;
  setTimeout(async () => {
    counting = false;
    showCounters((await ask('log?lines=0')).counters);
  }, COUNTERS_MS);
}

function showCall(line) {
  const good = line.direction === 'api' ? line.errcode === 0 : line.status === 200;
  const result = line.direction === 'api' ? (line.errcode ?? '无回应') : (line.status ?? '无回应');
  const item = make(
    'li',
    '',
    make(
      'time',
      '',
      new Date(line.at).toLocaleTimeString('zh-CN', { hour12: false, timeZone: 'Asia/Shanghai' }),
    ),
    make(
      'code',
      '',
      `${line.direction === 'api' ? '应用→' : '→应用'} ${line.path.replace(/^\/cgi-bin\//, '')}`,
    ),
    make('span', good ? 'ok' : 'bad', String(result)),
    make('span', 'ms', `${line.ms} ms`),
    ...line.notes.map((note) => make('p', '', note)),
  );
  $('calls').prepend(item);
  while ($('calls').children.length > SHOWN_CALLS) $('calls').lastChild.remove();
}

async function openLog() {
  $('log').hidden = false;
  const { lines, counters } = await ask(`log?lines=${SHOWN_CALLS}`);
  state.calls = lines;
  $('calls').replaceChildren();
  for (const line of state.calls) showCall(line);
  showCounters(counters);
}

function showCounters(counters) {
  const shown = {
    消息送达: 'messages.delivered',
    超频丢弃: 'messages.dropped',
    截断: 'messages.cut',
    重复: 'messages.duplicates',
    回调送达: 'callbacks.delivered',
    重投: 'callbacks.redelivered',
    回复无效: 'replies.unusable',
  };
  const parts = Object.entries(shown).map(([words, name]) =>
    make('span', '', `${words} ${counters[name] ?? 0}`),
  );
  $('counters').replaceChildren(...parts);
}

// Start

$('search').addEventListener('input', showPeople);
$('leave').addEventListener('click', () => {
  location.hash = '';
});
$('toggle').addEventListener('click', () => showMenu($('menu').hidden));
$('write').addEventListener('submit', (event) => {
  event.preventDefault();
  write();
});
$('text').addEventListener('input', fitText);
$('text').addEventListener('keydown', (event) => {
  // Enter also picks a candidate of an input method; that one does not send.
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  write();
});
$('close-web').addEventListener('click', closeWeb);
$('close-log').addEventListener('click', () => {
  $('log').hidden = true;
});
// A press elsewhere closes what is open.
document.addEventListener('click', (event) => {
  if (!event.target.closest('#submenu, .has-sub')) $('submenu').hidden = true;
  for (const list of document.querySelectorAll('.dot-menu:not([hidden])')) {
    if (!list.parentNode.contains(event.target)) list.hidden = true;
  }
});
for (const button of document.querySelectorAll('[data-open="log"]'))
  button.addEventListener('click', openLog);

// Time: only where a bot stands behind this page whose clock can be moved.

const sayClock = (at) =>
  new Intl.DateTimeFormat('zh-CN', {
    timeZone: 'Asia/Shanghai',
    month: 'long',
    day: 'numeric',
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
  }).format(new Date(at));

async function offerMorning() {
  const answer = await fetch('../demo/clock').catch(() => undefined);
  if (!answer?.ok || !answer.headers.get('content-type')?.includes('json')) return;
  for (const button of document.querySelectorAll('[data-morning]')) {
    button.hidden = false;
    button.addEventListener('click', goToMorning);
  }
}

/** Overnight the phone lay away; the first message of the morning is tapped, which opens the app again. */
function comeBack(person) {
  state.away = false;
  act('events', { userid: person.userid, event: 'enter_agent' });
}

async function goToMorning() {
  const answer = await fetch('../demo/next-morning', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  }).catch(() => undefined);
  state.away = answer?.ok === true;
  toast(answer?.ok ? `现在是${sayClock((await answer.json()).at)}` : '时间没有拨动');
}

const route = () => (location.hash.length > 1 ? enter(decodeURIComponent(location.hash.slice(1))) : leave());
window.addEventListener('hashchange', route);

const { people, app } = await ask('people');
state.people = people;
state.app = app;
document.title = app.name;
fitText();
showPeople();
route();
offerMorning();
