/** Answers to what the bot asked: 1, 昨天, 李婷, 计算机学院那个, 对，都记上. */
import { parseChineseNumber } from '../../domain/chinese-number.ts';
import type { ReportedActivity, Understanding } from '../../domain/understanding.ts';
import { parseDayPhrases } from './day.ts';
import { findHours } from './hours.ts';
import { findKinds, mainCue } from './kind.ts';
import { COMPOUND_SURNAMES, SURNAMES } from './lexicon/names.ts';
import { findMode } from './mode.ts';
import type { Reading } from './report.ts';
import { findUnits, isUnder } from './unit.ts';

/** What the bot has put to the sender last, and what it recorded last. */
export interface AnswerContext {
  question?: {
    /** The slot that was asked for, or `intent` / `joint` / `reason` for yes and no. */
    slot: string;
    /** The choices as put, in order: ids of people or units, or values of the slot. */
    choices?: string[];
    /** The name that several people bear. */
    name?: string;
    /** The report that waits for the answer. */
    draft?: ReportedActivity;
  };
  lastActivity?: ReportedActivity;
}

const CHOICE =
  /^(?:选|第|我选|是|选择|就)?\s*([1-9①-⑨]|[一二三四五六七八九](?=$|个|位|号|项))\s*(?:个|位|号|项|吧|。)*$/;
const YES =
  /^(?:对|是|嗯|没错|好|行|可以|确认|记|要|都)[^，。]{0,4}(?:[，。、]?(?:都|全|就|请)?(?:记|是|要|谈|算)[^，。]{0,6})?[。！]?$/;
const NO = /^(?:不|否|没有|算了|别)[^，。]{0,8}[。！]?$/;

/** Characters of everyday words that no transcribed name has. */
const COMMON_WORDS = /[的了是不没我你他她这那哪什么吗呢说情况记录待办进度名单帮助]/;

/** The message taken as an answer; undefined when it says something of its own. */
export function understandAnswer(reading: Reading, context: AnswerContext): Understanding | undefined {
  const question = context.question;
  if (!question) return undefined;
  const { text } = reading;
  const choices = question.choices ?? [];
  const choose = (n: number): Understanding => ({
    intent: 'command',
    command: { name: 'choose', value: String(n), ...(question.slot ? { slot: question.slot } : {}) },
  });
  const fill = (value: string | number | string[]): Understanding => ({
    intent: 'command',
    command: { name: 'amend', slot: question.slot, value },
  });
  if (text.length > 30) return undefined;
  const picked = CHOICE.exec(text);
  if (picked && choices.length > 0) {
    const circled = '①②③④⑤⑥⑦⑧⑨'.indexOf(picked[1]!);
    const n = circled >= 0 ? circled + 1 : parseChineseNumber(picked[1]!);
    if (n && n >= 1 && n <= choices.length) return choose(n);
  }
  if (choices.length > 0) {
    const hit = chosenByWords(reading, choices);
    if (hit !== undefined) return choose(hit + 1);
  }
  switch (question.slot) {
    case 'date':
    case 'endDate': {
      const days = parseDayPhrases(text, reading.now, { looking: 'back' });
      if (days.length === 1 && text.length - days[0]!.words.length <= 8) return fill(days[0]!.from);
      break;
    }
    case 'until': {
      const days = parseDayPhrases(text, reading.now, { looking: 'ahead' });
      if (days.length === 1) return { intent: 'command', command: { name: 'snooze', until: days[0]!.from } };
      break;
    }
    case 'targets':
    case 'companions': {
      const told = mainCue(text, findKinds(text));
      if (reading.people.length > 0 && !told) return fill([...new Set(reading.people.map((p) => p.name))]);
      const bare = /^(?:是|叫|是叫)?([\u3400-\u9fff·]{2,10}?)(?:同学|老师|同志|家)?[。]?$/.exec(text);
      const isName =
        bare &&
        (SURNAMES.has(bare[1]![0]!) ||
          COMPOUND_SURNAMES.includes(bare[1]!.slice(0, 2)) ||
          bare[1]!.includes('·'));
      // Names that begin with no surname of ours (买尔旦) are taken where a name is all that the answer can be.
      const isBareAnswer = bare && bare[1]!.length === 3 && !COMMON_WORDS.test(bare[1]!);
      if (bare && !told && !YES.test(text) && !NO.test(text) && (isName || isBareAnswer))
        return fill([bare[1]!]);
      break;
    }
    case 'mode': {
      const mode = findMode(text, 'talk') ?? findMode(text, 'visit');
      if (mode && text.length <= 10) return fill(mode.mode);
      break;
    }
    case 'hours': {
      const hours = findHours(text, 'study') ?? findHours(text, 'service');
      const n =
        hours?.hours ??
        (/^[\d.一二两三四五六七八九十半个]+$/.test(text)
          ? parseChineseNumber(text.replace(/个/g, ''))
          : undefined);
      if (n) return fill(n);
      break;
    }
    case 'kind': {
      const kind = mainCue(text, findKinds(text));
      if (kind && text.length <= 10) return fill(kind.kind);
      break;
    }
    default:
      break;
  }
  if (YES.test(text) && text.length <= 12) return { intent: 'command', command: { name: 'confirm' } };
  if (NO.test(text) && text.length <= 10) return { intent: 'command', command: { name: 'cancel' } };
  return undefined;
}

/** 计算机学院那个, 学生那位, 李婷: the one choice that fits the words. */
function chosenByWords(reading: Reading, choices: string[]): number | undefined {
  const { text, index } = reading;
  const fits = choices.map((choice) => {
    const person = index.people.get(choice);
    if (!person) {
      const unit = index.organizations.get(choice);
      return unit ? [unit.name, ...unit.aliases].some((n) => text.includes(n)) : text === choice;
    }
    const units = findUnits(text, index).flatMap((u) => u.ids);
    if (units.some((u) => person.memberships.some((m) => !m.to && isUnder(m.organization, u, index))))
      return true;
    if (person.unit && text.includes(person.unit)) return true;
    if (person.class && text.includes(person.class.replace(/班$/, ''))) return true;
    if (person.unit && text.includes(person.unit.slice(0, 2)) && /那|的|院/.test(text)) return true;
    if (/学生|同学/.test(text) && person.kind === 'student') return true;
    return /老师|教师|教工|职工/.test(text) && person.kind === 'staff';
  });
  const hits = fits.flatMap((fit, i) => (fit ? [i] : []));
  return hits.length === 1 ? hits[0] : undefined;
}
