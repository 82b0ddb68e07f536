import { describe, expect, test } from 'vitest';
import type { ReportedActivity } from '../../domain/understanding.ts';
import { buildIndex } from './fixtures.ts';
import { toldInTurn } from './in-turn.ts';
import { normalize } from './normalize.ts';
import { CONTENTS, type Content } from './opinion.ts';
import { findReports, readMessage } from './report.ts';
import { understand } from './understand.ts';

const index = buildIndex();
// Wednesday
const now = new Date('2026-11-18T20:00:00+08:00');

/** What a second opinion holds that is sure of some contents and of no other. */
const sureOf = (...contents: Content[]) =>
  Object.fromEntries(CONTENTS.map((c) => [c, contents.includes(c) ? 1 : 0])) as Record<Content, number>;

function inTurn(text: string, held: Record<Content, number>): ReportedActivity[] | undefined {
  const reading = readMessage(normalize(text), now, 'me', index);
  return toldInTurn(reading, findReports(reading), held);
}

const inWords = ({ kind, date, daypart, targets = [], place, mode, hours, text }: ReportedActivity) =>
  [
    kind,
    date.slice(5),
    ...(daypart ? [daypart] : []),
    ...targets,
    ...(place ? [`@${place}`] : []),
    ...(mode ? [mode] : []),
    ...(hours ? [`${hours}h`] : []),
    `«${text}»`,
  ].join(' ');

describe('told day by day', () => {
  test.each<[string, Content, string[]]>([
    // what it was is said in the first part only
    [
      '昨天在绿园社区当志愿者3小时，今天换到东站，2小时，风真大',
      'service',
      [
        'service 11-17 @绿园社区 3h «昨天在绿园社区当志愿者3小时»',
        'service 11-18 @东站 2h «今天换到东站，2小时，风真大»',
      ],
    ],
    // or behind all of them, with the place
    [
      '昨天跟安然、今天早上跟贺兰秋，各谈了一次心，都在资料室',
      'talk',
      [
        'talk 11-17 安然 @资料室 onsite «昨天跟安然»',
        'talk 11-18 morning 贺兰秋 @资料室 onsite «今天早上跟贺兰秋，各谈了一次心，都在资料室»',
      ],
    ],
    // parts of one day
    [
      '昨天的志愿服务记一下～上午在地铁东站当引导员2小时，下午去福利院陪小朋友唱歌，一个半小时',
      'service',
      [
        'service 11-17 morning @地铁东站 2h «昨天的志愿服务记一下～上午在地铁东站当引导员2小时»',
        'service 11-17 afternoon @福利院 1.5h «下午去福利院陪小朋友唱歌，一个半小时»',
      ],
    ],
    // whom both were about is said before the first
    [
      '东方朔宇老师和贺兰秋老师为排课闹矛盾，我分头谈的话，都在会议室，昨天东方朔宇，今天贺兰秋',
      'talk',
      [
        'talk 11-17 东方朔宇 @会议室 onsite «东方朔宇老师和贺兰秋老师为排课闹矛盾，我分头谈的话，都在会议室，昨天东方朔宇»',
        'talk 11-18 贺兰秋 @会议室 onsite «今天贺兰秋»',
      ],
    ],
    // the same family again
    [
      '周一给孟子悦家打了电话家访；今天路过，又去她家坐了坐，见着她爸了',
      'visit',
      [
        'visit 11-16 孟子悦 phone «周一给孟子悦家打了电话家访»',
        'visit 11-18 孟子悦 onsite «今天路过，又去她家坐了坐，见着她爸了»',
      ],
    ],
  ])('%s', (text, kind, expected) => {
    expect(inTurn(text, sureOf('several', kind))?.map(inWords)).toEqual(expected);
  });
});

describe('not read day by day', () => {
  test.each<[string, string, Content[]]>([
    ['one activity by all likelihood', '昨天在绿园社区当志愿者3小时，今天换到东站，2小时', ['service']],
    ['a day put right', '昨天，说错了，前天在绿园社区当志愿者3小时', ['several', 'service']],
    ['found already', '周一找安然谈心，周二找贺兰秋谈心', ['several', 'talk']],
    ['a plan', '昨天找安然谈心，明天找贺兰秋谈心', ['several', 'talk']],
    ['whom the second was about is open', '上午和安然谈心，下午走访', ['several', 'talk', 'visit']],
    ['nobody was at home', '上午去了孟子悦家，下午去祁连雪家，家里没人', ['several', 'visit']],
    ['it came to nothing', '昨天走访孟子悦，今天走访祁连雪的事黄了', ['several', 'visit']],
    ['hours of both days together', '周六在东站当志愿者，周日也在，一共7小时', ['several', 'service']],
    ['a day that is spoken of', '昨天我主讲的微党课，讲雷锋日记里的几个小故事', ['several', 'lecture']],
    ['the number of a house', '昨天下午和安然一起在琉璃坊甲七号走访了孟子悦家', ['several', 'visit']],
    ['a day and nothing else', '周一周二周三都在绿园社区值守，4小时', ['several', 'service']],
    ['what led to it', '昨天孟子悦评上了优秀，今天在资料室找她谈心', ['several', 'talk']],
    ['a tie that no word tells', '周二跟孟子悦签了结对协议，周三见了祁连雪', ['several', 'pairing']],
    ['which of them it was each time', '安然、贺兰秋都谈了，一次昨天，一次今天', ['several', 'talk']],
  ])('%s', (_why, text, held) => {
    expect(inTurn(text, sureOf(...held))).toBeUndefined();
  });
});

test('what no words say of a part is asked about, however sure the whole sounds', () => {
  const held = sureOf('several', 'service');
  const text = '昨天在绿园社区当志愿者3小时，今天换到东站，2小时';
  const [said, surmised] = inTurn(text, held) ?? [];
  expect(said?.evidence?.kind?.confidence).toBeGreaterThan(0.7);
  expect(surmised?.evidence?.kind?.confidence).toBeLessThan(0.5);
});

test.each([
  '昨天跟安然谈心，今天约贺兰秋',
  '昨天跟安然谈心，今天和贺兰秋一起改卷子',
  '昨天在绿园社区当志愿者3小时，今天安然去了东站，2小时',
  '昨天和安然商量，今天走访孟子悦家',
])('%s: nothing is recorded of what is not told, but what the bot asks about', (text) => {
  const { ask, reports = [] } = understand({ text, now, sender: 'me' }, index);
  expect(ask !== undefined || reports.length === 1).toBe(true);
});
