/** What the import says: faults with their remedy, what will change, and the notes of the template. Pure. */
import type { Organization, Person } from '../domain/directory.ts';
import type { DirectoryChange } from '../domain/directory-change.ts';
import type { ImportFault, ImportNotice } from '../domain/import-rows.ts';
import {
  type ColumnName,
  OVERSIGHT_KINDS,
  PERSON_KINDS,
  ROLES,
  type SheetName,
  STILL_HERE,
  TIE_KINDS,
  UNIT_KINDS,
} from '../domain/import-sheets.ts';

/** One line: where, what, and what to do. */
export function sayFault(fault: ImportFault): string {
  const where =
    fault.sheet === ''
      ? ''
      : `“${fault.sheet}”第${fault.row}行${fault.column === '' ? '' : `“${fault.column}”`}`;
  const value = fault.value === undefined ? '' : `“${fault.value}”`;
  return [where, remedy(fault, value)].filter((part) => part !== '').join('：');
}

function remedy({ why, hint = [], column }: ImportFault, value: string): string {
  const list = hint.join('、');
  const first = hint[0] ?? '';
  switch (why) {
    case 'no_sheet':
      return `文件里没有可导入的工作表。工作表名应为：${list}。可用模板另存一份再填。`;
    case 'no_column':
      return column === ''
        ? `没有找到表头。表头应有：${list}。`
        : '缺少这一列。请从模板复制表头，名称不要改。';
    case 'twice_column':
      return '这一列出现了两次，请删去一列。';
    case 'required':
      return '必填，请补上。';
    case 'bad_choice':
      return `${value}不在可选范围，请从下拉列表选：${list}。`;
    case 'bad_day':
      return `${value}不是日期，请写成2026-09-01这样，年、月、日都要有。`;
    case 'bad_id':
      return `${value}只能用字母、数字和 - _ . @，并以字母或数字开头。`;
    case 'bad_number':
      return '这个号码太长或带小数，表格已改动了末几位。请把单元格设为文本格式后重新填写。';
    case 'bad_department':
      return `${value}应为企业微信的部门编号（整数），多个用顿号隔开。`;
    case 'too_long':
      return '内容太长，请缩短到500字以内。';
    case 'no_identity':
      return '学号/工号和企业微信账号至少填一个。';
    case 'duplicate':
      return `${value}与${/^\d+$/.test(first) ? `第${first}行` : first.replace(/^(\S+) (\d+)$/, '“$1”第$2行')}重复，请删去一行。`;
    case 'two_people':
      return `${value}在名册里是另一位（${list}）。请核对号码和账号；确是账号换了人的，先把原来那位的账号改掉。`;
    case 'unknown_unit':
      return `没有${value}这个组织。${list === '' ? '请先在“组织”里添加' : `是不是：${list}`}。`;
    case 'ambiguous_unit':
      return `有几个组织都叫${value}，请改填组织编号：${list}。`;
    case 'not_a_branch':
      return `${value}不是党支部，请填到支部。`;
    case 'unknown_person':
      return `没有${value}这个人。请先在“人员”或“学生”里添加；号码有前导零的，单元格要设为文本格式。`;
    case 'name_differs':
      return `这个号码是${list}，不是${value}。请核对号码或姓名。`;
    case 'not_a_leader':
      return '只有“校领导办公室”填代办对象，请清空这一格。';
    case 'parent_needed':
      return '除学校党委外，都要填上级组织。';
    case 'parent_circle':
      return '上级组织绕回了自己，请核对。';
    case 'parent_is_branch':
      return `${value}是支部，下面不能再有组织。`;
    case 'department_taken':
      return `部门${first}已对应“${hint[1] ?? ''}”，一个部门只能对应一个组织。`;
    case 'role_unfit':
      return `这个职务不设在${value}，应设在：${list}。`;
    case 'end_before_start':
      return `止（${value.replace(/[“”]/g, '')}）早于起（${first}），请核对。`;
    case 'overlap':
      return `与第${first}行的时间重叠，请给前一段填上“止”。`;
    case 'since_needed':
      return '换了支部，请填转入日期，原支部按前一天转出。';
    case 'move_too_early':
      return `应晚于${first}（上一次转入或转出）。`;
    case 'moves_differ':
      return `与“支部变动”最后一行（${list}）不一致，请改成一致，或清空这一格。`;
    case 'tie_to_self':
      return '联系人和联系对象是同一人，请核对。';
  }
}

/** Pointed out, without stopping the import. */
export function sayNotice(notice: ImportNotice): string {
  switch (notice.why) {
    case 'unknown_sheet':
      return `工作表“${notice.value}”不认识，没有读。`;
    case 'unknown_column':
      return `“${notice.sheet}”的列“${notice.value}”不认识，没有读。`;
    case 'held_by_two':
      return `“${notice.sheet}”第${notice.row}行：${notice.value}同时有两位任这个职务，前任离任请填“止”。`;
    case 'member_without_branch':
      return `党员${notice.value}没有所在支部。`;
  }
}

/** What is in the directory and not in the file; empty when there is nothing of the kind. */
export function sayUnnamed(
  unnamed: { people: number; posts: number; oversight: number; ties: number },
  isComplete: boolean,
): string {
  const parts = [
    [unnamed.people, '人'],
    [unnamed.posts, '项任职'],
    [unnamed.oversight, '项分管联系'],
    [unnamed.ties, '项结对'],
  ].flatMap(([count, unit]) => (Number(count) > 0 ? [`${count}${unit}`] : []));
  if (parts.length === 0) return '';
  return isComplete
    ? `名册里有、文件里没有的${parts.join('、')}，将按离校、离任处理（不删除）。`
    : `名册里另有${parts.join('、')}是文件没有提到的，保持不变。文件是完整名单的，加 --complete。`;
}

/** How much changes, in one line. */
export function sayTotals(changes: DirectoryChange[]): string {
  if (changes.length === 0) return '没有变化。';
  const words: Record<DirectoryChange['kind'], string> = {
    organization: '组织',
    person: '人员',
    appointment: '任职',
    oversight: '分管联系',
    tie: '结对',
  };
  return (Object.keys(words) as DirectoryChange['kind'][])
    .flatMap((kind) => {
      const own = changes.filter((c) => c.kind === kind);
      const added = own.filter((c) => c.before === undefined).length;
      const removed = own.filter((c) => c.after === undefined).length;
      const parts = [
        added > 0 ? `新增${added}` : '',
        own.length - added - removed > 0 ? `修改${own.length - added - removed}` : '',
        removed > 0 ? `更正删去${removed}` : '',
      ].filter((part) => part !== '');
      return parts.length > 0 ? [`${words[kind]}：${parts.join('、')}`] : [];
    })
    .join('；');
}

/** One change in one line, for the dry run. */
export function sayChange(change: DirectoryChange, nameOf: (id: string) => string): string {
  const mark = change.before === undefined ? '+' : change.after === undefined ? '-' : '~';
  return `${mark} ${whatChanges(change, nameOf)}`;
}

function whatChanges(change: DirectoryChange, nameOf: (id: string) => string): string {
  switch (change.kind) {
    case 'organization':
      return `组织 ${change.after.name}${differences(unitFields(change.before, nameOf), unitFields(change.after, nameOf), change.before !== undefined)}`;
    case 'person':
      return `人员 ${change.after.name}（${change.after.number ?? change.after.id}）${differences(personFields(change.before, nameOf), personFields(change.after, nameOf), change.before !== undefined)}`;
    case 'appointment': {
      const a = change.after ?? change.before;
      return a
        ? `任职 ${nameOf(a.person)}，${nameOf(a.organization)}${wordOf(ROLES, a.role)}${a.actsFor ? `（代${nameOf(a.actsFor)}）` : ''}${term(change.before, change.after)}`
        : '';
    }
    case 'oversight': {
      const o = change.after ?? change.before;
      return o
        ? `${wordOf(OVERSIGHT_KINDS, o.kind)} ${nameOf(o.person)}，${nameOf(o.organization)}${term(change.before, change.after)}`
        : '';
    }
    case 'tie': {
      const t = change.after ?? change.before;
      const spanOf = (tie: typeof t) =>
        tie && { from: tie.since, ...(tie.until !== undefined && { to: tie.until }) };
      return t
        ? `${wordOf(TIE_KINDS, t.kind)} ${nameOf(t.from)}—${nameOf(t.to)}${term(spanOf(change.before), spanOf(change.after))}`
        : '';
    }
  }
}

interface Term {
  from?: string;
  to?: string;
}

function sayTerm(span: Term): string {
  return `${span.from ?? '此前'}起${span.to === undefined ? '' : `至${span.to}`}`;
}

function term(before: Term | undefined, after: Term | undefined): string {
  if (before && after) return `：${sayTerm(before)} → ${sayTerm(after)}`;
  const span = after ?? before;
  return span ? `，${sayTerm(span)}` : '';
}

function wordOf(choices: Readonly<Record<string, string>>, value: string): string {
  return Object.entries(choices).find(([, choice]) => choice === value)?.[0] ?? value;
}

type Fields = Record<string, string>;

function unitFields(unit: Organization | undefined, nameOf: (id: string) => string): Fields {
  if (!unit) return {};
  return {
    名称: unit.name,
    类型: wordOf(UNIT_KINDS, unit.kind),
    上级组织: unit.parent === null ? '' : nameOf(unit.parent),
    别名: unit.aliases.join('、'),
    部门编号: (unit.departments ?? []).join('、'),
  };
}

function personFields(person: Person | undefined, nameOf: (id: string) => string): Fields {
  if (!person) return {};
  return {
    姓名: person.name,
    '学号/工号': person.number ?? '',
    账号: person.userid ?? '',
    类别: wordOf(PERSON_KINDS, person.kind),
    党员: person.member ? '是' : '否',
    支部: person.memberships.map((m) => `${nameOf(m.organization)}（${sayTerm(m)}）`).join('、'),
    退休: person.retired ? '是' : '否',
    副处级以上: person.leaderRank ? '是' : '否',
    学院: person.unit ?? '',
    班级: person.class ?? '',
    离校: person.leftOn ?? '',
    离岗: (person.absences ?? []).map(sayTerm).join('、'),
  };
}

function differences(before: Fields, after: Fields, isChange: boolean): string {
  if (!isChange) return '';
  const parts = Object.keys(after).flatMap((field) =>
    before[field] === after[field] ? [] : [`${field} ${before[field] || '空'} → ${after[field] || '空'}`],
  );
  return `：${parts.join('；')}`;
}

/** How a template is filled in; one line a row. */
export const GUIDE: readonly string[] = [
  '先锋助手：单位、人员、任职导入表',
  '',
  '1. 橙色表头必填，蓝色可以不填。鼠标停在表头上有说明，带箭头的格子从下拉列表选。',
  '2. 先填“组织”和“人员”，再填“任职”“分管联系”“结对”；用不到的工作表空着或删去都可以。',
  '3. 表头的名称不要改，列的先后可以调换，多出的列不会读。',
  '4. 指到人用学号/工号或企业微信账号；旁边的“姓名”用来核对，填错会提示。指到组织用名称或组织编号。',
  '5. 日期写成2026-09-01。起空着表示此前就是，止空着表示现在仍是，起止两天都算在内。',
  '6. 文件没有提到的人和任职保持不变；有人离任填“止”，离校填“离校日期”，不要删行。',
  '7. 先用 --dry-run 看会改什么；有一处错误就一处也不改，改好再导一次。同一个文件导两次，第二次没有变化。',
];

/** What the template says about a column. Complete by type: a column without a note does not compile. */
export const COLUMN_NOTES: { readonly [S in SheetName]: Readonly<Record<ColumnName<S>, string>> } = {
  units: {
    id: '自己定的短编号，如 cs、cs-t1，定了就不要改。',
    name: '全称。',
    kind: '从列表选。',
    parent: '上一级组织的名称或编号；学校党委不填。',
    aliases: '平时的叫法，用顿号隔开，如 计算机学院、计院。聊天时按这些认。',
    departments: '企业微信管理后台里对应部门的编号，多个用顿号隔开。不按名称猜。',
  },
  people: {
    id: '系统内部编号，导出时才有，不要改。',
    number: '学号或工号。和企业微信账号至少填一个；有前导零的先把格子设为文本。',
    userid: '企业微信管理后台的“账号”。没有账号的人收不到消息，但可以作为对象。',
    name: '中间不用空格。',
    kind: '从列表选。',
    member: '中共党员（含预备党员）选是。',
    branch: '现在所在的支部。换了支部，在这里改，并填转入日期。',
    since: '转入现支部的日期。换支部时必填。',
    retired: '退休党员选是，不承担走访等任务。',
    leaderRank: '副处级及以上领导干部选是。',
    unit: '学生填学院。',
    class: '学生填班级。',
    leftOn: `离开学校的日期，从这天起没有权限，记录保留。回来的填“${STILL_HERE}”。`,
  },
  students: {
    id: '系统内部编号，导出时才有，不要改。',
    number: '学号。',
    userid: '没有可以不填。',
    name: '这里填不是党员、但会被走访、联系或谈心的学生；学生党员填在“人员”。',
    unit: '学院。',
    class: '班级。',
    leftOn: `毕业或离校的日期。回来的填“${STILL_HERE}”。`,
  },
  moves: {
    person: '学号/工号或账号。只有要补以前的支部时才填这张表，一段一行，填就要填全。',
    name: '用来核对，可不填。',
    branch: '支部名称或编号。',
    from: '转入的第一天；最早一段可以空着。',
    to: '在这个支部的最后一天；现在的支部空着。',
  },
  posts: {
    person: '学号/工号或账号。',
    name: '用来核对，可不填。',
    role: '从列表选。权限只从任职来，离任当天填“止”。',
    unit: '任职的组织，名称或编号。',
    actsFor: '只有“校领导办公室”填：替哪位校领导办理（学号/工号或账号）；空着表示替所有校领导。',
    from: '任职的第一天；空着表示此前就是。',
    to: '任职的最后一天；空着表示现在仍是。',
  },
  oversight: {
    person: '校领导或干部的学号/工号或账号。',
    name: '用来核对，可不填。',
    kind: '分管或联系。',
    unit: '分管或联系的单位，包括它下面的支部。',
    from: '第一天；空着表示此前就是。',
    to: '最后一天；空着表示现在仍是。',
  },
  ties: {
    id: '可不填。导出的表里有，不要改。',
    kind: '从列表选。',
    from: '领导或党员的学号/工号或账号。',
    fromName: '用来核对，可不填。',
    to: '教师或学生的学号/工号或账号。',
    toName: '用来核对，可不填。',
    since: '结对的日期。',
    until: '结束的日期；空着表示仍在结对。',
  },
  leave: {
    person: '学号/工号或账号。离岗期间不提醒，事情由副书记或组织员接着办。',
    name: '用来核对，可不填。不要写离岗的原因。',
    from: '离岗的第一天。',
    to: '离岗的最后一天；空着表示到另行通知。',
  },
};
