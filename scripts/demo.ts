/** The demo's credentials: those of the pretend WeCom, good for nothing else. */
import type { Directory } from '../domain/directory.ts';

export const DEMO_WECOM = {
  WECOM_CORP_ID: 'wwdemo0000000000',
  WECOM_AGENT_ID: '1000002',
  WECOM_SECRET: 'demo-secret-of-the-sandbox-0000000000000000',
  WECOM_TOKEN: 'DemoTokenOfTheSandbox',
  WECOM_AES_KEY: 'DemoKeyOfTheSandbox0000000000000000000000AA',
} as const;

/** The directory as the pretend WeCom shows it: accounts, names, departments. */
export function sandboxSchool(directory: Directory): {
  people: { userid: string; name: string; department: number[]; title?: string }[];
  departments: { id: number; name: string; parentid: number }[];
} {
  const ids = new Map(directory.organizations.map((o, i) => [o.id, o.parent === null ? 1 : i + 2]));
  const titles = new Map(directory.appointments.map((a) => [a.person, a.role]));
  return {
    departments: directory.organizations.map((o) => ({
      id: ids.get(o.id) as number,
      name: o.name,
      parentid: o.parent === null ? 0 : (ids.get(o.parent) as number),
    })),
    people: directory.people.flatMap((p) => {
      if (p.userid === undefined) return [];
      const department = ids.get(p.memberships.at(-1)?.organization ?? '') ?? 1;
      const title = ROLE_TITLES[titles.get(p.id) ?? ''];
      return [{ userid: p.userid, name: p.name, department: [department], ...(title && { title }) }];
    }),
  };
}

const ROLE_TITLES: Record<string, string> = {
  party_secretary: '党委书记',
  standing_member: '校领导',
  organization_head: '组织部部长',
  organizer: '组织员',
  committee_secretary: '党委（总支）书记',
  deputy_secretary: '副书记',
  dean: '院长',
  branch_secretary: '支部书记',
};
