import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Bench, CREDENTIALS, startBench } from '../build-sandbox.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await startBench({ visible: { users: ['hanmei'], departments: [2] } });
});
afterEach(() => bench.stop());

const get = (path: string, query: Record<string, string> = {}) => bench.call(path, { query });
const syncToken = async (): Promise<Record<string, string>> => {
  const query = { access_token: '', corpid: CREDENTIALS.corpId, corpsecret: CREDENTIALS.contactSecret };
  return { access_token: String((await get('gettoken', query)).access_token) };
};

describe('the app', () => {
  test('sees the departments of its range, recursively', async () => {
    const { department } = (await get('department/list')) as unknown as { department: { id: number }[] };
    expect(department.map(({ id }) => id)).toEqual([2, 4]);
    const simple = (await get('department/simplelist', { id: '2' })) as unknown as {
      department_id: unknown[];
    };
    expect(simple.department_id[1]).toEqual({ id: 4, parentid: 2, order: expect.any(Number) });
    expect(await get('department/get', { id: '4' })).toMatchObject({
      department: { name: '教工一支部', parentid: 2 },
    });
  });

  test.each([
    ['department/list', { id: '3' }, 60011],
    ['department/list', { id: '99' }, 60123],
    ['department/list', { id: 'x' }, 40066],
    ['department/get', { id: '99' }, 60003],
    ['department/get', { id: '1' }, 60011],
    ['user/simplelist', { department_id: '1' }, 60011],
    ['user/simplelist', {}, 40066],
    ['user/list', { department_id: '99' }, 60123],
    ['user/get', {}, 41009],
    ['user/get', { userid: 'nobody' }, 60111],
    ['user/get', { userid: 'wangshuji' }, 60111],
  ])('is refused %s %j with %i', async (path, query, errcode) => {
    expect(await get(path, query as Record<string, string>)).toMatchObject({ errcode });
  });

  test('gets a member by userid in any case, without the fields that new apps never get', async () => {
    const member = await get('user/get', { userid: 'ZHANGWEI' });
    expect(member).toMatchObject({
      userid: 'ZhangWei',
      name: '张伟',
      position: '讲师',
      department: [4],
      status: 1,
    });
    for (const field of ['mobile', 'email', 'gender', 'avatar', 'address'])
      expect(member).not.toHaveProperty(field);
  });

  test('lists members directly in a department', async () => {
    const simple = (await get('user/simplelist', { department_id: '2' })) as unknown as {
      userlist: { userid: string }[];
    };
    expect(simple.userlist.map(({ userid }) => userid)).toEqual(['liuyang', 'chenming']);
    // One member of department 3 is visible by name.
    const full = (await get('user/list', { department_id: '3' })) as unknown as {
      userlist: { userid: string }[];
    };
    expect(full.userlist).toMatchObject([{ userid: 'hanmei', main_department: 3 }]);
  });

  test('may not list ids, which only contact sync may', async () => {
    expect(await bench.call('user/list_id', { json: {} })).toMatchObject({ errcode: 48002 });
  });
});

describe('contact sync', () => {
  test('pages through the ids of the whole corp, a member once per department', async () => {
    const query = await syncToken();
    const seen: string[] = [];
    let cursor = '';
    do {
      const page = (await bench.call('user/list_id', { query, json: { cursor, limit: 4 } })) as unknown as {
        next_cursor: string;
        dept_user: { userid: string; department: number }[];
      };
      seen.push(...page.dept_user.map(({ userid, department }) => `${userid} ${department}`));
      cursor = page.next_cursor;
    } while (cursor !== '');
    expect(seen).toEqual(['ZhangWei 4', 'liuyang 2', 'liuyang 4', 'chenming 2', 'hanmei 3', 'wangshuji 1']);
  });

  test.each([{ limit: 0 }, { limit: 10_001 }, { cursor: '???' }])('is refused %j', async (json) => {
    expect(await bench.call('user/list_id', { query: await syncToken(), json })).toMatchObject({
      errcode: 40035,
    });
  });

  test('may read departments but no details', async () => {
    const query = await syncToken();
    const all = (await get('department/simplelist', query)) as unknown as { department_id: unknown[] };
    expect(all.department_id).toHaveLength(4);
    for (const path of ['user/get', 'user/simplelist', 'user/list', 'department/list']) {
      expect(await get(path, { ...query, userid: 'liuyang', department_id: '2' })).toMatchObject({
        errcode: 48009,
      });
    }
  });
});
