import { planAnswer } from '../../actions/plan-notice.ts';
import { branchProgress, branchStudy } from '../../actions/progress.ts';
import { sayDay } from '../../domain/day.ts';
import { NOTHING_TO_DRAW, pictureComes } from '../../texts/progress.ts';
import { progressPicture } from '../../texts/progress-picture.ts';
import { ownUnitName, unitName } from '../../texts/terms.ts';
import { type CommandContext, defineCommand } from '../command.ts';
import { askedAbout, goesOnWith, resolveScope } from '../scope.ts';

const WORDS =
  /^(?:请|麻烦)?(?:看看?|发|来|要|画|给我看?)?(?:一?[张个幅])?(.{0,14}?)(?:的)?(?:完成)?(?:情况|进度)?(?:的)?图(?:表|片)?[。！!]?$/u;
/** Other pictures and words that end alike. */
const NOT_MEANT = /地图|截图|企图|意图|图书|试图|蓝图|力图|照片|画图|思维导/u;

/** 图: the progress of the unit asked for last, or of one that is named, as a picture. Counts only, no names. */
export default defineCommand({
  name: 'picture',
  on: [],
  words: WORDS,
  async run(said) {
    const text = said.text.trim();
    const named = WORDS.exec(text)?.[1] ?? '';
    if (NOT_MEANT.test(text)) return undefined;
    const context = ofUnit(said, named);
    if (!context) return undefined;
    const { actions, today, sender, message } = context;
    const { school } = actions;
    const scope = resolveScope(context);
    if (scope.kind === 'refused') return { text: scope.text };
    // One's own duties are a handful: the line says them.
    if (scope.kind !== 'unit') return undefined;
    const { organization, own } = scope;
    const branches = school.branchesUnder(organization.id).map((o) => o.id);
    const [duties, study] = await Promise.all([
      branchProgress(actions, branches, today),
      branchStudy(actions, branches, today),
    ]);
    if (!study && duties.every(({ progress }) => progress.owed === 0)) return { text: NOTHING_TO_DRAW };
    const unit = own ? ownUnitName(organization) : unitName(organization);
    const svg = progressPicture(duties, study, { title: unit, when: `截至${sayDay(today, today)}` });
    await planAnswer(actions, { person: sender.id }, `picture/${message.id}`, { svg });
    return { text: pictureComes(unit, today), asked: { unit: organization.id, on: today } };
  },
});

/** The question behind the word: of the unit named, else of the one asked for last, else of one's own branch. */
function ofUnit(said: CommandContext, named: string): CommandContext | undefined {
  if (named === '') {
    const plain = { ...said, understanding: { intent: 'query' as const, query: OWN_PROGRESS } };
    const before = goesOnWith(plain);
    return before ? askedAbout(said, 'progress', before) : plain;
  }
  const understanding = said.understandAs(`${named}的进度`, said.sender.id);
  const { about, scope } = understanding.query ?? {};
  // What is no unit is taken for one's own branch: only where it says so is it meant.
  const isMeant = about === 'progress' && (scope !== 'branch' || /我们|咱们?|本支部|支部/u.test(named));
  return isMeant ? { ...said, understanding } : undefined;
}

const OWN_PROGRESS = { about: 'progress', scope: 'branch' } as const;
