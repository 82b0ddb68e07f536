import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Bench, CREDENTIALS, startBench } from '../build-sandbox.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await startBench();
});
afterEach(() => bench.stop());

const query = { agentid: String(CREDENTIALS.agentId) };
const create = (button: unknown) => bench.call('menu/create', { query, json: { button } });
const click = { type: 'click', name: '待办', key: 'todo' };
const view = { type: 'view', name: '进度', url: 'https://bot.example/progress' };

test('a menu is created, read and deleted', async () => {
  expect(await bench.call('menu/get', { query })).toMatchObject({ errcode: 46003 });
  const button = [click, { name: '记录', sub_button: [view, { ...click, name: '走访', key: 'visit' }] }];
  expect(await create(button)).toMatchObject({ errcode: 0 });
  expect(await bench.call('menu/get', { query })).toMatchObject({ errcode: 0, button });
  expect(await bench.call('menu/delete', { query })).toMatchObject({ errcode: 0 });
  expect(await bench.call('menu/get', { query })).toMatchObject({ errcode: 46003 });
});

describe('a menu is refused', () => {
  const sub = (one: unknown) => [{ name: '记录', sub_button: [one] }];
  test.each<[string, unknown, number]>([
    ['without buttons', [], 40016],
    ['with 4 buttons', Array(4).fill(click), 40016],
    ['with an unknown type', [{ ...click, type: 'press' }], 40017],
    ['with a name of 18 bytes', [{ ...click, name: '谈心谈话走访' }], 40018],
    ['without a key', [{ ...click, key: '' }], 40019],
    ['with a key of 129 bytes', [{ ...click, key: 'k'.repeat(129) }], 40019],
    ['without an address', [{ ...view, url: '' }], 40020],
    ['with an address without scheme', [{ ...view, url: 'bot.example' }], 40055],
    ['with 6 entries below', [{ name: '记录', sub_button: Array(6).fill(click) }], 40023],
    ['with an unknown type below', sub({ ...click, type: 'press' }), 40024],
    ['with a name of 42 bytes below', sub({ ...click, name: '谈'.repeat(14) }), 40025],
    ['without a key below', sub({ ...click, key: undefined }), 40026],
    ['with an address of 1025 bytes below', sub({ ...view, url: `https://a/${'b'.repeat(1_015)}` }), 40027],
    ['with a third level', sub({ name: '三', sub_button: [click] }), 40022],
  ])('%s', async (_case, button, errcode) => {
    expect(await create(button)).toMatchObject({ errcode });
  });
});

test.each([
  [{}, 41011],
  [{ agentid: 'x' }, 40056],
  [{ agentid: '1' }, 301002],
])('agent and menu are refused for %j with %i', async (wrong, errcode) => {
  for (const path of ['agent/get', 'menu/get', 'menu/delete']) {
    expect(await bench.call(path, { query: wrong as Record<string, string> })).toMatchObject({ errcode });
  }
});

test('agent/get tells the visible range', async () => {
  bench.sandbox.world.school.visible = { users: ['hanmei'], departments: [2] };
  expect(await bench.call('agent/get', { query })).toMatchObject({
    agentid: CREDENTIALS.agentId,
    name: '先锋助手',
    allow_userinfos: { user: [{ userid: 'hanmei' }] },
    allow_partys: { partyid: [2] },
    close: 0,
  });
});
