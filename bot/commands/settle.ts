import { admit, declineAdmission } from '../../actions/admit.ts';
import { decideExcuse } from '../../actions/excuse.ts';
import { decideRemoval } from '../../actions/request-removal.ts';
import { confirmPost, declinePost } from '../../actions/take-over.ts';
import { may } from '../../domain/rights.ts';
import type { School } from '../../domain/school.ts';
import type { Day } from '../../domain/understanding.ts';
import type { Matter } from '../../models/matter.ts';
import { admitted, notAdmitted, sameName, whichBranch } from '../../texts/admission.ts';
import { excuseDecided } from '../../texts/excuse.ts';
import { POST_NOT_ENTERED, postEntered } from '../../texts/handover.ts';
import { REMOVAL_DECLINED, removalApproved } from '../../texts/personal-data.ts';
import { mattersList, NOTHING_TO_SETTLE } from '../../texts/settling.ts';
import { type CommandContext, defineCommand, type Reply } from '../command.ts';

/** The word, and what it is about: a number, a name, or nothing when only one thing waits. */
const WORD =
  /^(同意|批准|通过|不同意|不批准|驳回|拒绝|不是我们(?:支部|院|学院)的)[：:，,。\s]*([\s\S]{0,30}?)[。！!\s]*$/u;

/** A number, perhaps with more behind it, or what can be a name. */
const ADDRESSED = /^第?\s*\d{1,6}\s*(?:号|项|条)?(?:\s|$)|^[\p{Script=Han}·•]{2,15}$/u;

/** Settles what waits for one word: an admission, a removal of personal data, a post. */
export default defineCommand({
  name: 'settle',
  on: [],
  words: WORD,
  help: { topic: 'office', line: '“待处理”：等您同意的申请；回“同意”或“不同意”加号码' },
  async run(context) {
    const [, word = '', rest = ''] = WORD.exec(context.text.trim()) ?? [];
    const matters = await openMatters(context);
    const found = pick(matters, rest);
    // A bare 同意 of somebody for whom nothing waits means something else.
    if (!found && rest === '' && matters.length === 0) return undefined;
    if (!found && rest === '')
      return { text: mattersList(matters, context.actions.school, context.today), question: null };
    // Said of something that is neither a number nor a name: it is not about a matter.
    if (!found && !ADDRESSED.test(rest.normalize('NFKC'))) return undefined;
    if (!found) return { text: NOTHING_TO_SETTLE };
    return settle(context, found, /^(?:同意|批准|通过)/u.test(word), rest);
  },
});

/** What waits for the sender's word, by number. Everybody who asks causes the same read. */
export async function openMatters(context: CommandContext): Promise<Matter[]> {
  const { actions, sender, today } = context;
  const { school, models } = actions;
  return (await models.matters.open()).filter((matter) => maySettle(school, sender.id, matter, today));
}

function maySettle(school: School, who: string, matter: Matter, today: Day): boolean {
  const { kind, organization, person } = matter;
  // Nobody decides about themselves.
  if (person === who) return false;
  if (kind === 'admission' && organization !== undefined)
    return may(school, who, { act: 'admit', organization }, today).ok;
  if (kind === 'excuse')
    return person !== undefined && may(school, who, { act: 'approve_excuse', person }, today).ok;
  if (kind !== 'removal') return may(school, who, { act: 'manage_directory' }, today).ok;
  // An approved one is the worker's to carry out.
  if (matter.state !== 'waiting' || person === undefined) return false;
  return may(school, who, { act: 'serve_data_request', person }, today).ok;
}

function pick(matters: Matter[], rest: string): Matter | undefined {
  if (rest === '') return matters.length === 1 ? matters[0] : undefined;
  const number = /^第?\s*(\d{1,6})\s*(?:号|项|条)?/.exec(rest.normalize('NFKC'));
  if (number) return matters.find((m) => m.number === Number(number[1]));
  const named = matters.filter((m) => m.detail !== undefined && rest.startsWith(m.detail.name));
  return named.length === 1 ? named[0] : undefined;
}

async function settle(context: CommandContext, matter: Matter, isYes: boolean, rest: string): Promise<Reply> {
  const { actions, sender, today } = context;
  const { school } = actions;
  const gone = { text: NOTHING_TO_SETTLE };
  const organization =
    matter.organization === undefined ? undefined : school.organization(matter.organization);
  switch (matter.kind) {
    case 'admission': {
      const name = matter.detail?.name ?? '';
      if (!isYes)
        return (await declineAdmission(actions, matter, sender.id)) ? { text: notAdmitted(name) } : gone;
      const branch = matter.organization ?? branchNamed(context, rest);
      const outcome = await admit(
        actions,
        matter,
        sender.id,
        branch,
        /另一位|新人|不是同一/u.test(rest),
        today,
      );
      if (outcome.ok && matter.account !== undefined) context.release?.(matter.account);
      if (outcome.ok)
        return { text: admitted(name, outcome.person.kind, school.organization(outcome.branch)) };
      if (outcome.why === 'same_name') return { text: sameName(name, matter.number) };
      return outcome.why === 'no_branch' ? { text: whichBranch(name, matter.number) } : gone;
    }
    case 'post': {
      if (!isYes) return (await declinePost(actions, matter, sender.id)) ? { text: POST_NOT_ENTERED } : gone;
      return (await confirmPost(actions, matter, sender.id, today))
        ? { text: postEntered(school, matter.person ?? '', organization) }
        : gone;
    }
    case 'excuse': {
      const decided = await decideExcuse(actions, matter, sender.id, isYes);
      return decided ? { text: excuseDecided(school, matter.person ?? '', isYes) } : gone;
    }
    case 'removal': {
      if (!(await decideRemoval(actions, matter, sender.id, isYes))) return gone;
      return { text: isYes ? removalApproved(matter.number) : REMOVAL_DECLINED };
    }
  }
}

/** The branch named in some words, when exactly one bears the longest name in them. */
export function branchNamed({ actions }: CommandContext, words: string): string | undefined {
  const found = actions.school.directory.organizations
    .filter((o) => o.kind === 'branch' || o.kind === 'direct_branch')
    .flatMap((o) => [o.name, ...o.aliases].map((name) => ({ id: o.id, name })))
    .filter(({ name }) => words.includes(name))
    .sort((a, b) => b.name.length - a.name.length);
  const [first] = found;
  const longest = found.filter(({ name }) => name.length === first?.name.length);
  return new Set(longest.map((f) => f.id)).size === 1 ? first?.id : undefined;
}
