import { describe, expect, test } from 'vitest';
import { buildDirectory, buildIndex } from './fixtures.ts';
import { indexDirectory, unitSpellings } from './index-directory.ts';
import { findPeople } from './person.ts';
import { blurSound, soundOf } from './pinyin.ts';
import { scopeUnit } from './unit.ts';

const index = buildIndex();
const names = (text: string) => findPeople(text, index).map((p) => p.name);

describe('people named in a text', () => {
  test.each([
    ['昨天和贺兰秋谈心', ['贺兰秋']],
    ['走访孟子悦、祁连雪两家', ['孟子悦', '祁连雪']],
    ['和安然老师谈了谈', ['安然']],
    ['去胡家麒家走访', ['胡家麒']],
    ['跟东方朔宇院长汇报', ['东方朔宇']],
  ])('%s', (text, expected) => {
    expect(names(text)).toEqual(expected);
  });

  test('a name that is a word is nobody where nobody is spoken of', () => {
    expect(names('一切安然无恙')).toEqual([]);
  });

  test('dots may be missing or of another kind, and a short form is spelled in full', () => {
    expect(names('家访阿依努尔艾山')).toEqual(['阿依努尔·艾山']);
    expect(names('家访阿依努尔')).toEqual(['阿依努尔·艾山']);
  });

  test('a slip of dictation is spelled as the directory does, and says so', () => {
    const [person] = findPeople('走访孟子月家', index);
    expect(person).toMatchObject({ name: '孟子悦', said: '孟子月', how: 'corrected', ids: ['s2'] });
  });

  test('a sound alone makes nobody appear', () => {
    expect(names('按然后再说')).toEqual([]);
  });

  test('a name that several people bear keeps all of them', () => {
    expect(findPeople('和周宁谈话', index)[0]!.ids.sort()).toEqual(['ningt', 's1']);
  });

  test('someone whom the directory lacks is found by the words around', () => {
    expect(findPeople('和大一新生陶知行结对了', index)[0]).toMatchObject({ name: '陶知行', ids: [] });
  });

  test('a title narrows by the post held', () => {
    expect(findPeople('跟顾书记谈了话', index)[0]).toMatchObject({ name: '顾明川', ids: ['me'] });
  });

  test('a name given again without the surname is the same person', () => {
    expect(names('找孟子悦谈了，子悦情绪好多了')).toEqual(['孟子悦', '孟子悦']);
  });
});

describe('sounds', () => {
  test('surnames have their own readings', () => {
    expect(soundOf('单磊')).toBe('shan lei');
    expect(soundOf('曾敏')).toBe('zeng min');
  });

  test('near sounds are one', () => {
    expect(blurSound('ning jing')).toBe(blurSound('lin jin'));
  });
});

describe('units', () => {
  test('ordinals are written in several ways', () => {
    const spellings = unitSpellings(buildDirectory().organizations[2]!);
    expect(spellings).toEqual(
      expect.arrayContaining(['地理学院教工一支部', '地理教工第一支部', '地理学院教工第一党支部']),
    );
  });

  test('二支部 is the one of the sender’s own college', () => {
    expect(scopeUnit('二支部进度', 'me', index)?.scope).toBe('geo-2');
    expect(scopeUnit('二支部进度', 'ningt', index)?.scope).toBe('law-2');
  });

  test('咱们学院 is the sender’s college, 全校 the whole, 支部 the own branch', () => {
    expect(scopeUnit('咱们学院的进度', 'me', index)?.scope).toBe('geo');
    expect(scopeUnit('全校进度', 'me', index)?.scope).toBe('school');
    expect(scopeUnit('支部还有谁没谈', 'me', index)?.scope).toBe('branch');
    expect(scopeUnit('哪个支部最快', 'me', index)).toBeUndefined();
  });
});

describe('the index', () => {
  test('an empty directory is fine', () => {
    const empty = indexDirectory({
      organizations: [],
      people: [],
      appointments: [],
      oversight: [],
      ties: [],
    });
    expect(findPeople('和李思谈心', empty).map((p) => p.ids)).toEqual([[]]);
  });
});
