/** Departments and members, cut to the app's visible range. */
import { accepted, refused } from '../answer.ts';
import type { Api, ApiCall } from '../api.ts';
import { ROOT_DEPARTMENT, type SchoolDepartment, type SchoolPerson } from '../school.ts';
import type { World } from '../world.ts';

const PAGE_MOST = 10_000;

/** Contact sync sees the whole corp, the app its range. */
function seesDepartment({ holder }: ApiCall, world: World, id: number): boolean {
  return holder === 'contacts' || world.school.seesDepartment(id);
}

function sees({ holder }: ApiCall, world: World, person: SchoolPerson): boolean {
  return holder === 'contacts' || world.school.sees(person.userid);
}

/** Since 2022 contact sync may not read details from new addresses (48009). */
function refusedToSync({ holder }: ApiCall) {
  return holder === 'contacts'
    ? refused(48009, 'api forbidden for contact sync: use user/list_id')
    : undefined;
}

function departmentRecord({ id, name, parentid }: SchoolDepartment) {
  return { id, name, name_en: '', department_leader: [], parentid, order: 100_000_000 - id };
}

/** What an app created after 2022-06-20 gets of a member: no mobile, mail, gender, avatar or address. */
function userRecord(person: SchoolPerson) {
  return {
    userid: person.userid,
    name: person.name,
    department: person.department,
    order: person.department.map(() => 0),
    position: person.title ?? '',
    is_leader_in_dept: person.department.map(() => 0),
    direct_leader: [],
    telephone: '',
    alias: '',
    main_department: person.department[0],
    extattr: { attrs: [] },
    status: 1,
    external_position: '',
  };
}

/** The departments below `id` (all of the range without one) that the caller sees, or a refusal. */
function departmentsBelow(call: ApiCall, world: World) {
  const given = call.query.get('id');
  if (given && !/^\d+$/.test(given)) return refused(40066, 'invalid party id');
  const id = given ? Number(given) : ROOT_DEPARTMENT;
  if (!world.school.department(id)) return refused(60123, 'invalid party id');
  if (given && !seesDepartment(call, world, id)) return refused(60011, 'no privilege to access party');
  return world.school
    .below(id)
    .filter((below) => seesDepartment(call, world, below))
    .map((below) => world.school.department(below)!);
}

const departmentList: Api = {
  path: '/cgi-bin/department/list',
  method: 'GET',
  access: 'any',
  run(call, world) {
    const found = refusedToSync(call) ?? departmentsBelow(call, world);
    return Array.isArray(found) ? accepted({ department: found.map(departmentRecord) }) : found;
  },
};

const departmentSimpleList: Api = {
  path: '/cgi-bin/department/simplelist',
  method: 'GET',
  access: 'any',
  run(call, world) {
    const found = departmentsBelow(call, world);
    if (!Array.isArray(found)) return found;
    return accepted({
      department_id: found.map(departmentRecord).map(({ id, parentid, order }) => ({ id, parentid, order })),
    });
  },
};

const departmentGet: Api = {
  path: '/cgi-bin/department/get',
  method: 'GET',
  access: 'any',
  run(call, world) {
    const given = call.query.get('id') ?? '';
    if (!/^\d+$/.test(given)) return refused(40066, 'invalid party id');
    const department = world.school.department(Number(given));
    if (!department) return refused(60003, 'department not found');
    if (!seesDepartment(call, world, department.id)) return refused(60011, 'no privilege to access party');
    return accepted({ department: departmentRecord(department) });
  },
};

const userGet: Api = {
  path: '/cgi-bin/user/get',
  method: 'GET',
  access: 'any',
  run(call, world) {
    const refusal = refusedToSync(call);
    if (refusal) return refusal;
    const userid = call.query.get('userid');
    if (!userid) return refused(41009, 'missing userid');
    const person = world.school.person(userid);
    if (!person || !sees(call, world, person)) return refused(60111, 'userid not found');
    return accepted(userRecord(person));
  },
};

/** Members directly in one department that the caller sees, or a refusal. */
function membersOf(call: ApiCall, world: World) {
  const given = call.query.get('department_id') ?? '';
  if (!/^\d+$/.test(given)) return refused(40066, 'invalid party id');
  const id = Number(given);
  if (!world.school.department(id)) return refused(60123, 'invalid party id');
  const members = world.school.membersOf(id).filter((person) => sees(call, world, person));
  if (members.length === 0 && !seesDepartment(call, world, id))
    return refused(60011, 'no privilege to access party');
  return members;
}

const userSimpleList: Api = {
  path: '/cgi-bin/user/simplelist',
  method: 'GET',
  access: 'any',
  run(call, world) {
    const found = refusedToSync(call) ?? membersOf(call, world);
    if (!Array.isArray(found)) return found;
    return accepted({
      userlist: found.map(({ userid, name, department }) => ({ userid, name, department })),
    });
  },
};

const userList: Api = {
  path: '/cgi-bin/user/list',
  method: 'GET',
  access: 'any',
  run(call, world) {
    const found = refusedToSync(call) ?? membersOf(call, world);
    return Array.isArray(found) ? accepted({ userlist: found.map(userRecord) }) : found;
  },
};

const userListId: Api = {
  path: '/cgi-bin/user/list_id',
  method: 'POST',
  access: 'contacts',
  run({ json }, world) {
    const { cursor = '', limit = PAGE_MOST } = json;
    if (typeof limit !== 'number' || !Number.isInteger(limit) || limit < 1 || limit > PAGE_MOST) {
      return refused(40035, `invalid parameter: limit must be an integer from 1 to ${PAGE_MOST}`);
    }
    const place = cursor === '' ? '0' : Buffer.from(String(cursor), 'base64url').toString('utf8');
    if (!/^\d{1,9}$/.test(place)) return refused(40035, 'invalid parameter: cursor');
    const from = Number(place);
    const all = world.school.people.flatMap(({ userid, department }) =>
      department.map((id) => ({ userid, department: id })),
    );
    const next = from + limit;
    return accepted({
      next_cursor: next < all.length ? Buffer.from(String(next)).toString('base64url') : '',
      dept_user: all.slice(from, next),
    });
  },
};

export const contactApis: Api[] = [
  departmentList,
  departmentSimpleList,
  departmentGet,
  userGet,
  userSimpleList,
  userList,
  userListId,
];
