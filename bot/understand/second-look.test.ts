import { describe, expect, test } from 'vitest';
import type { ReportedActivity } from '../../domain/understanding.ts';
import { buildIndex } from './fixtures.ts';
import { normalize } from './normalize.ts';
import { CONTENTS, type Content } from './opinion.ts';
import { readMessage } from './report.ts';
import { lookAgain } from './second-look.ts';
import { stretchesOf } from './stretches.ts';
import { understand } from './understand.ts';

const index = buildIndex();
// Wednesday
const now = new Date('2026-11-18T20:00:00+08:00');
const read = (text: string) => readMessage(normalize(text), now, 'me', index);
const inWords = (r: ReportedActivity) =>
  [
    r.kind,
    ...(r.targets ?? []),
    ...(r.companions ?? []).map((name) => `+${name}`),
    ...(r.place ? [`@${r.place}`] : []),
    ...(r.mode ? [r.mode] : []),
  ].join(' ');
const told = (text: string) => (understand({ text, now, sender: 'me' }, index).reports ?? []).map(inWords);

describe('stretches of a telling', () => {
  const named = (text: string) => {
    const reading = read(text);
    return stretchesOf(reading).found.map((s) => `${s.role} ${reading.text.slice(s.start, s.end)}`);
  };

  test.each([
    [
      '昨天下午和安然一起去锦州黑山走访孟子悦家',
      ['day 昨天', 'companion 安然', 'place 锦州黑山', 'target 孟子悦'],
    ],
    ['今天在图书馆给祁连雪讲题', ['day 今天', 'place 图书馆', 'target 祁连雪']],
    ['昨天和新生苏念北谈心', ['day 昨天', 'target 苏念北']],
    ['上午支委会', []],
    ['', []],
  ])('%s', (text, expected) => {
    expect(named(text)).toEqual(expected);
  });

  test('are found in the first 240 characters only', () => {
    expect(named(`${'好'.repeat(300)}，昨天走访了孟子悦家`)).toEqual([]);
  });
});

describe('a telling in which the words around say more than the rules know', () => {
  test.each([
    // who came along, and who was comforted
    ['祁连雪的父亲上周走了，今天我和安然到她宿舍谈心，劝她节哀', 'talk 祁连雪 +安然 @宿舍 onsite'],
    ['读书日，科室集体学原著，2课时，地点资料室', 'study @资料室'],
    ['11月15日清雪志愿服务，浑河桥上铲了两小时', 'service @浑河桥'],
  ])('%s', (text, expected) => {
    expect(told(text)).toEqual([expected]);
  });

  // words that stand where no place does, and the meeting that would follow from them
  test.each([
    ['11月9日与孟子悦同志作了谈心谈话，主要围绕干部队伍建设。', 'talk 孟子悦'],
    ['研究生支部组织生活会今晚开完了，批评与自我批评挺红脸出汗的', 'meeting'],
  ])('%s', (text, expected) => {
    expect(told(text)).toEqual([expected]);
  });

  test('is recorded with whatever the rules found where the words say nothing against it', () => {
    expect(told('昨天下午走访了孟子悦家，父母都在')).toEqual(['visit 孟子悦']);
    expect(told('今天上午到棋盘山捡垃圾，3小时')).toEqual(['service @棋盘山']);
  });
});

describe('what a second look changes in the one report of a message', () => {
  const report = (more: Partial<ReportedActivity>): ReportedActivity => ({
    kind: 'talk',
    date: '2026-11-18',
    ...more,
  });
  /** What is held of a message, one kind or several for certain. */
  const held = (...certain: Content[]) =>
    Object.fromEntries(CONTENTS.map((c) => [c, certain.includes(c) ? 0.99 : 0.005])) as Record<
      Content,
      number
    >;
  const looked = (text: string, reports: ReportedActivity[], holds = held('talk'), notDone: string[] = []) =>
    lookAgain(reports, read(text), holds, notDone);

  test('a word that stands where no name does is left out', () => {
    const wrong = report({ targets: ['祁连雪', '嫂嫂'], targetIds: [['s5'], []] });
    expect(looked('昨天找祁连雪谈心，她嫂嫂也在', [wrong]).map(inWords)).toEqual(['talk 祁连雪']);
  });

  test('and whoever stands where one does takes its place', () => {
    const [found] = looked('昨天找祁连雪谈心，她嫂嫂也在', [report({ targets: ['嫂嫂'], targetIds: [[]] })]);
    expect(found).toMatchObject({ targets: ['祁连雪'], evidence: { targets: { how: 'derived' } } });
    expect(found?.targetIds?.[0]).toHaveLength(1);
  });

  test('a word that stands where no name does, and nobody else who could be meant, is asked about', () => {
    const [found] = looked('昨天谈心，跟嫂嫂聊的', [report({ targets: ['嫂嫂'], targetIds: [[]] })]);
    expect(found?.evidence?.targets?.confidence).toBeLessThan(0.7);
  });

  test('neither the sender nor who was not reached is taken for whom it was about', () => {
    const [own] = looked('顾明川，今天下午在宿舍谈心一次', [report({})]);
    expect(own?.targets).toBeUndefined();
    const text = '昨天找祁连雪谈心';
    expect(looked(text, [report({})])[0]?.targets).toEqual(['祁连雪']);
    expect(looked(text, [report({})], held('talk'), ['祁连雪'])[0]?.targets).toBeUndefined();
  });

  test('a message longer than what is looked at stays as the rules read it', () => {
    const late = report({ kind: 'visit', targets: ['苏念北'], targetIds: [[]] });
    const text = `${'路上雪很大，'.repeat(45)}今天走访了苏念北家`;
    expect(looked(text, [late], held('visit'))).toEqual([late]);
  });

  test('who came along stays so, whoever takes the other place, and is nobody else besides', () => {
    const wrong = report({
      targets: ['安然'],
      targetIds: [['anran']],
      companions: ['贺兰秋'],
      companionIds: [['helan']],
    });
    const text = '祁连雪的父亲上周走了，今天我和安然到她宿舍谈心，贺兰秋也去了，她状态还不错';
    expect(looked(text, [wrong]).map(inWords)).toEqual(['talk 祁连雪 +贺兰秋 +安然']);
  });

  test('several that differ in a number, a place or a way among themselves stay several', () => {
    const text = '今天联系了祁连雪，孟子悦是打电话，胡家麒发的微信';
    const contact = (name: string, more: Partial<ReportedActivity>) =>
      report({ kind: 'contact', targets: [name], targetIds: [['x']], ...more });
    const reports = [
      contact('祁连雪', {}),
      contact('孟子悦', { mode: 'phone' }),
      contact('胡家麒', { mode: 'online' }),
    ];
    expect(looked(text, reports, held('contact'))).toEqual(reports);
    const counted = [report({ kind: 'visit', count: 2 }), report({ kind: 'visit', count: 3 })];
    expect(looked('走访2户，走访3户', counted, held('visit'))).toEqual(counted);
  });

  test('a name that the directory lacks stays in a list of names', () => {
    const listed = report({ kind: 'visit', targets: ['孟子悦', '伊力亚尔'], targetIds: [['s1'], []] });
    const text = '去了新疆喀什，看了两个学生家：孟子悦、伊力亚尔';
    expect(looked(text, [listed], held('visit')).map((r) => r.targets)).toEqual([['孟子悦', '伊力亚尔']]);
  });

  test('nobody is filled in where a number of people was told, or for what needs nobody', () => {
    expect(looked('今天找祁连雪他们谈心，谈了5个人', [report({ count: 5 })])).toEqual([report({ count: 5 })]);
    const service = report({ kind: 'service' });
    expect(looked('今天和祁连雪扫雪', [service], held('service'))).toEqual([service]);
  });

  test('several activities are left as they are', () => {
    const two = [report({ targets: ['祁连雪'] }), report({ kind: 'meeting' })];
    expect(looked('今天在会议室开支委会，会后找祁连雪谈心', two, held('talk', 'meeting', 'several'))).toEqual(
      two,
    );
  });

  test('several where the words speak of one become one, which is asked about, with every word', () => {
    const text = '今天赴锦州黑山走访孟子悦、祁连雪两家，孟子悦家开小卖部';
    const reports = [
      report({ kind: 'visit', targets: ['祁连雪'], targetIds: [['s5']], text: '两家' }),
      report({ kind: 'visit', targets: ['孟子悦'], targetIds: [['s1']], place: '锦州黑山' }),
      report({ kind: 'service' }),
    ];
    const [one, ...more] = looked(text, reports, held('visit'));
    expect(more).toEqual([]);
    expect(one).toMatchObject({ targets: ['孟子悦', '祁连雪'], targetIds: [['s1'], ['s5']], text });
    expect(one?.evidence?.kind?.confidence).toBeLessThan(0.7);
  });

  test('several of different kinds, each of them likely, stay', () => {
    const reports = [report({ targets: ['祁连雪'] }), report({ kind: 'lecture' })];
    expect(looked('和祁连雪谈心，又讲了党课', reports, held('talk', 'lecture'))).toEqual(reports);
  });

  test('as many are told of as are counted, where the words name them', () => {
    const one = report({ kind: 'visit', targets: ['孟子悦'], targetIds: [['s2']], count: 2 });
    const [found] = looked('昨天走访了孟子悦还有祁连雪两家', [one], held('visit'));
    expect(found).toMatchObject({ targets: ['孟子悦', '祁连雪'], targetIds: [['s2'], ['s3']] });
    expect(found?.count).toBeUndefined();
    const [three] = looked('昨天走访了孟子悦还有祁连雪等三家', [{ ...one, count: 3 }], held('visit'));
    expect(three).toMatchObject({ targets: ['孟子悦', '祁连雪'], count: 3 });
  });

  test('who came along is not whom a number of homes was about', () => {
    const wrong = report({ kind: 'visit', targets: ['安然'], targetIds: [['anran']], count: 5 });
    const text = '周六周日两天，我和安然老师去清河县挨家走访，一共跑了5户';
    const [found] = looked(text, [wrong], held('visit'));
    expect(found).toMatchObject({ companions: ['安然'], companionIds: [['anran']], count: 5 });
    expect(found?.targets).toBeUndefined();
  });

  test('somebody else in a statement of its own is added, but not to a talk', () => {
    const text = '今天下午电话家访打了俩，先打的孟子悦妈妈，再打的祁连雪爸爸，都挺支持学校';
    const one = report({ kind: 'visit', targets: ['孟子悦'], targetIds: [['s2']] });
    const names = (found: ReportedActivity[]) => found.map((r) => r.targets);
    expect(names(looked(text, [one], held('visit')))).toEqual([['孟子悦', '祁连雪']]);
    expect(names(looked(text, [one], held('visit'), ['祁连雪']))).toEqual([['孟子悦']]);
    expect(names(looked(text, [{ ...one, kind: 'talk' }], held('talk')))).toEqual([['孟子悦']]);
  });

  test('nor somebody whose home nobody opened', () => {
    const one = report({ kind: 'visit', targets: ['孟子悦'], targetIds: [['s2']] });
    const text = '今天上午上门走访了孟子悦家；下午又奔祁连雪家，敲半天门没人，改天再去';
    expect(looked(text, [one], held('visit')).map((r) => r.targets)).toEqual([['孟子悦']]);
  });

  test('of several activities each is with whom its own part names', () => {
    const parts = ['昨天下午跟安然谈心地点资料室', '今天上午把贺兰秋也约过来谈了一次'];
    const anran = { targets: ['安然'], targetIds: [['anran']] };
    const two = parts.map((text) => report({ ...anran, text }));
    expect(looked(parts.join('，'), two, held('talk', 'several')).map((r) => r.targets)).toEqual([
      ['安然'],
      ['贺兰秋'],
    ]);
    const again = ['昨天下午跟安然谈心', '今天上午又跟他谈了，说的是贺兰秋'];
    const same = again.map((text) => report({ ...anran, text }));
    expect(looked(again.join('，'), same, held('talk', 'several')).map((r) => r.targets)).toEqual([
      ['安然'],
      ['安然'],
    ]);
  });

  test('several are all of one kind where the words speak of it alone and name no other', () => {
    const parts = ['周二跟孟子悦签了结对协议', '周三跟胡家麒也签了'];
    const pairing = report({ kind: 'pairing', targets: ['孟子悦'], targetIds: [['s2']], text: parts[0] });
    const odd = report({ kind: 'contact', targets: ['胡家麒'], targetIds: [['s5']], text: parts[1] });
    const kinds = (found: ReportedActivity[]) => found.map((r) => r.kind);
    const text = parts.join('，');
    expect(kinds(looked(text, [pairing, odd], held('pairing', 'several')))).toEqual(['pairing', 'pairing']);
    // both are likely, or the same person twice: who was tied on one day was met on the other
    expect(kinds(looked(text, [pairing, odd], held('pairing', 'contact', 'several')))).toEqual([
      'pairing',
      'contact',
    ]);
    const same = { ...odd, targets: ['孟子悦'], targetIds: [['s2']] };
    expect(kinds(looked(text, [pairing, same], held('pairing', 'several')))).toEqual(['pairing', 'contact']);
  });

  test('another kind with somebody is taken where the words speak of it alone, and asked about', () => {
    const pairing = report({ kind: 'pairing', targets: ['祁连雪'], targetIds: [['s5']], place: '二食堂' });
    const [found] = looked('跟结对的祁连雪在二食堂吃的面', [pairing], held('contact'));
    expect(found && inWords(found)).toBe('contact 祁连雪 @二食堂 onsite');
    expect(found?.evidence?.kind?.confidence).toBeLessThan(0.7);
  });

  test('a place is put right where the words show another or a longer one, and never shortened', () => {
    const study = (place: string) => report({ kind: 'study', place });
    const place = (text: string, found: string) =>
      looked(text, [study(found)], held('study')).map((r) => r.place);
    expect(place('读书日，科室集体学原著，2课时，地点资料室', '科室')).toEqual(['资料室']);
    expect(place('今天在社区大讲堂听党课，2学时', '社区大讲堂')).toEqual(['社区大讲堂']);
  });

  test('whoever is told of with a place was met there', () => {
    const [found] = looked('今天在图书馆找祁连雪谈心', [
      report({ targets: ['祁连雪'], targetIds: [['s5']] }),
    ]);
    expect(found && inWords(found)).toBe('talk 祁连雪 @图书馆 onsite');
  });
});

describe('the day of several that are spoken of', () => {
  const days = (text: string) =>
    (understand({ text, now, sender: 'me' }, index).reports ?? []).map((r) =>
      [r.date, r.endDate].filter(Boolean).join('~').replaceAll('2026-', ''),
    );

  test.each([
    ['昨天没腾出空，今天才去宿舍看的孟子悦，她是我结对的学生，给她带了药', ['11-18']],
    ['周一孟子悦家没人，周二又去，在营口，这回见着她母亲了，走访一次', ['11-17']],
    ['国庆家访跑了5户，10月3日到5日，都在丹东宽甸县', ['10-03~10-05']],
    ['上周六上午去铁岭走访孟子悦家，上周日上午在校门口当志愿者4个小时', ['11-14', '11-15']],
  ])('%s', (text, expected) => {
    expect(days(text)).toEqual(expected);
  });

  test.each([
    ['周一给孟子悦打电话谈心，周二我请假了', ['11-16']],
    ['周一走访了孟子悦家，周二才登记上', ['11-16']],
    ['昨天给孟子悦打电话谈心，今天把表交了', ['11-17']],
    ['前天走访孟子悦家，昨天学院来检查', ['11-16']],
    ['前天辅导孟子悦，他昨天又去问了老师', ['11-16']],
  ])('%s: what else there was on another day says nothing of it', (text, expected) => {
    expect(days(text)).toEqual(expected);
  });
});
