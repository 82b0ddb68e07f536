/** What is said about what is kept of somebody: the summary, the whole, and its removal. Pure. */
import type { ActivityText } from '../domain/activity.ts';
import { dayOf, sayDay } from '../domain/day.ts';
import type { Appointment, Person, Tie } from '../domain/directory.ts';
import type { Day } from '../domain/understanding.ts';
import { type ReceiptActivity, type ReceiptView, sayActivity } from './receipt.ts';
import { nameOf, ownUnitName } from './terms.ts';

/** Everything kept about one person. */
export interface PersonalData {
  person: Person;
  posts: Appointment[];
  ties: Tie[];
  /** What they told of, with their own texts where those are still there. */
  told: { activity: ReceiptActivity; text?: ActivityText | undefined }[];
  /** What others told of in which they occur; others' texts are not theirs to have. */
  named: ReceiptActivity[];
  /** How much was credited to them. */
  credits: number;
  messages: { at: number; text: string }[];
  received: { at: number; text: string }[];
  audits: { at: number; by: string; reason?: string | undefined }[];
  matters: { kind: string; state: string; at: number }[];
  proposals: { at: number; words: string }[];
}

const at = (instant: number, today: Day) => sayDay(dayOf(new Date(instant)), today);

/** The summary: what there is, how long, and what one can do about it. */
export function dataSummary(data: PersonalData, parts: number, isCut: boolean): string {
  const follow =
    parts === 0
      ? ''
      : isCut
        ? `明细较多，先发${parts}条，其余请找个人信息保护负责人导出。`
        : `明细随后分${parts}条发给您。`;
  return [
    `关于您保存了：名册1条，任职${data.posts.length}项，结对${data.ties.length}项；您记的${data.told.length}条（正文加密），别人记到您的${data.named.length}条，计入${data.credits}项；消息${data.messages.length}条，发给您的${data.received.length}条；被查看${data.audits.length}次。`,
    '消息保存30天；谈话、走访等正文保存到当年年底后3年，之后销毁，只留次数（学校可调整）。',
    `${follow}更正请直接说；要删除请回“删除我的数据”。`,
  ].join('\n');
}

/** The whole, as text. */
export function dataText(data: PersonalData, view: ReceiptView): string {
  const { school, today } = view;
  const { person } = data;
  const unit = (id: string) => {
    const found = school.organization(id);
    return found ? ownUnitName(found) : id;
  };
  const span = (x: { from?: Day; to?: Day }) => `${x.from ?? ''}${x.from || x.to ? '—' : ''}${x.to ?? ''}`;
  const section = (title: string, lines: string[]) => (lines.length > 0 ? [`【${title}】`, ...lines] : []);
  return [
    ...section('名册', [
      `姓名：${person.name}`,
      `编号：${person.number ?? person.id}`,
      ...(person.userid ? [`企业微信账号：${person.userid}`] : []),
      `身份：${{ staff: '教职工', student: '学生', external: '校外' }[person.kind]}${person.member ? '，党员' : ''}${person.retired ? '，已退休' : ''}${person.leaderRank ? '，副处级以上' : ''}`,
      ...(person.unit || person.class ? [`院系班级：${person.unit ?? ''}${person.class ?? ''}`] : []),
      ...person.memberships.map((m) => `支部：${unit(m.organization)}${span(m)}`),
      ...(person.absences ?? []).map((a) => `请假：${span(a)}`),
    ]),
    ...section(
      '任职',
      data.posts.map((p) => `${unit(p.organization)} ${ROLE_TERMS[p.role]}${span(p)}`),
    ),
    ...section(
      '结对',
      data.ties.map(
        (t) =>
          `与${nameOf(school, t.from === person.id ? t.to : t.from)}，${t.since}起${t.until ? `至${t.until}` : ''}`,
      ),
    ),
    ...section(
      '您记的',
      data.told.map(({ activity, text }) => {
        const said = sayActivity(activity, text ?? {}, { ...view, reader: person.id });
        return `· ${said}${text ? `\n  原话：${text.words}` : '（正文已销毁）'}`;
      }),
    ),
    ...section(
      '别人记到您的',
      data.named.map((activity) => `· ${sayActivity(activity, {}, { ...view, reader: person.id })}`),
    ),
    ...section(
      '等您确认的代记',
      data.proposals.map((p) => `· ${at(p.at, today)} ${p.words}`),
    ),
    ...section(
      '您发来的消息',
      data.messages.map((m) => `· ${at(m.at, today)} ${m.text}`),
    ),
    ...section(
      '发给您的消息',
      data.received.map((m) => `· ${at(m.at, today)} ${m.text}`),
    ),
    ...section(
      '查看您正文的记录',
      data.audits.map(
        (a) => `· ${at(a.at, today)} ${nameOf(school, a.by)}${a.reason ? `，原因：${a.reason}` : ''}`,
      ),
    ),
    ...section(
      '申请',
      data.matters.map(
        (m) => `· ${at(m.at, today)} ${MATTER_TERMS[m.kind] ?? m.kind}：${STATE_TERMS[m.state] ?? m.state}`,
      ),
    ),
  ].join('\n');
}

const ROLE_TERMS: Record<Appointment['role'], string> = {
  party_secretary: '学校党委书记',
  standing_member: '校领导班子成员',
  organization_head: '组织部部长',
  organizer: '组织员',
  committee_secretary: '党组织书记',
  deputy_secretary: '副书记',
  dean: '院长',
  branch_secretary: '支部书记',
  committee_member: '支部委员',
  department_head: '部门负责人',
  leader_office: '校领导办公室',
  data_protection: '个人信息保护负责人',
};
const MATTER_TERMS: Record<string, string> = { admission: '加入名册', removal: '删除数据', post: '接任书记' };
const STATE_TERMS: Record<string, string> = {
  asked: '待补充',
  waiting: '待处理',
  approved: '已同意',
  done: '已办结',
  declined: '未同意',
};

/** To the person who asks for removal. */
export function removalAsked(outcome: 'asked' | 'waiting', hasOfficer: boolean): string {
  const whom = hasOfficer ? '个人信息保护负责人' : '学校（名册里还没有个人信息保护负责人，请同时联系组织部）';
  return outcome === 'waiting'
    ? `您的删除申请已在${whom}处，还没有处理完。`
    : `已转给${whom}核对。同意后会销毁您的姓名、账号、正文和消息，备份里的也读不出来；次数留下，但不再连到姓名；之后不能再用这个账号办理。现在可先回“我的数据”留一份。`;
}

/** To the data-protection officer; no name in a pushed text. */
export function removalNotice(number: number): string {
  return `有一份个人数据删除申请（${number}号）等您核对。回“数据申请”查看，回“同意${number}”或“不同意${number}”。`;
}
export function removalApproved(number: number): string {
  return `已同意${number}号，几分钟内开始销毁。完成后“数据申请”里不再列出。`;
}
export const REMOVAL_DECLINED = '好的，没有删除，已告诉本人。';
export function removalDeclinedNotice(): string {
  return '您的删除申请没有通过。可以联系个人信息保护负责人了解原因；要更正或撤回某条记录，直接说就行。';
}

/** The words of an outgoing row's body; undefined when it was destroyed or has none. */
export function noticeText(body: string): string | undefined {
  if (body === '') return undefined;
  const parsed: unknown = JSON.parse(body);
  const text = (parsed as { text?: unknown } | null)?.text;
  return typeof text === 'string' ? text : undefined;
}
