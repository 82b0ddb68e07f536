/** The app's own facts and its menu. */
import { accepted, refused } from '../answer.ts';
import type { Api, ApiCall } from '../api.ts';
import { Judge } from '../judge.ts';
import { judgeMenu } from '../judge-menu.ts';
import type { World } from '../world.ts';

/** Refuses an `agentid` in the query that is missing or another app's. */
function wrongAgent({ query }: ApiCall, world: World) {
  const agentid = query.get('agentid');
  if (!agentid) return refused(41011, 'missing agentid');
  if (!/^\d+$/.test(agentid)) return refused(40056, 'invalid agentid');
  if (Number(agentid) !== world.options.credentials.agentId)
    return refused(301002, 'not allow operate another agent with this accesstoken');
  return undefined;
}

const agentGet: Api = {
  path: '/cgi-bin/agent/get',
  method: 'GET',
  access: 'app',
  run(call, world) {
    const wrong = wrongAgent(call, world);
    if (wrong) return wrong;
    const { visible } = world.school;
    return accepted({
      agentid: world.options.credentials.agentId,
      name: world.options.appName,
      square_logo_url: '',
      description: '',
      allow_userinfos: { user: visible.users.map((userid) => ({ userid })) },
      allow_partys: { partyid: visible.departments },
      allow_tags: { tagid: [] },
      close: 0,
      redirect_domain: world.options.trustedDomain ?? '',
      report_location_flag: 0,
      isreportenter: 1,
      home_url: '',
    });
  },
};

const create: Api = {
  path: '/cgi-bin/menu/create',
  method: 'POST',
  access: 'app',
  run(call, world) {
    const wrong = wrongAgent(call, world);
    if (wrong) return wrong;
    const judge = new Judge();
    judgeMenu(judge, call.json);
    const first = judge.refusals[0];
    if (first) return refused(first.errcode, first.text);
    world.menu = { button: structuredClone(call.json.button) };
    return accepted();
  },
};

const get: Api = {
  path: '/cgi-bin/menu/get',
  method: 'GET',
  access: 'app',
  run(call, world) {
    return wrongAgent(call, world) ?? (world.menu ? accepted(world.menu) : refused(46003, 'menu no exist'));
  },
};

const remove: Api = {
  path: '/cgi-bin/menu/delete',
  method: 'GET',
  access: 'app',
  run(call, world) {
    const wrong = wrongAgent(call, world);
    if (wrong) return wrong;
    world.menu = undefined;
    return accepted();
  },
};

export const menuApis: Api[] = [agentGet, create, get, remove];
