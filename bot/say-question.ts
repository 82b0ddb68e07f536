/** A question in words: when it is put, put again, or mentioned after something else. */
import type { School } from '../domain/school.ts';
import type { Day } from '../domain/understanding.ts';
import {
  askWhetherMeant,
  askWhetherToRecord,
  askWithdraw,
  offerToRecord,
  WHO_ELSE,
  wasItIndividual,
  whichOf,
  whichPerson,
  whichRecord,
  whoWasIt,
} from '../texts/answer.ts';
import { askMustTalk, askWasItThisTalk } from '../texts/must-talk.ts';
import { WHY_READ } from '../texts/reading.ts';
import { sayReported } from '../texts/receipt.ts';
import { askWhatWasDone } from '../texts/reminder-card.ts';
import { nameOf } from '../texts/terms.ts';
import { isOffer, type Question } from './question.ts';

/** The words of a question. */
export function sayQuestion(question: Question, school: School, today: Day): string {
  switch (question.about) {
    case 'which_person':
      return whichPerson(question.name, question.people, school, today);
    case 'who':
      return whoWasIt(question.kind);
    case 'who_else':
      return WHO_ELSE;
    case 'individually':
      return wasItIndividual(question.count, question.counted);
    case 'slot':
      return whichOf(
        question.slot,
        question.choices.map((choice) => choice.label),
      );
    case 'record': {
      const said = question.reports.map((report) => sayReported(report, today));
      return isOffer(question) ? offerToRecord(said) : askWhetherToRecord(said);
    }
    case 'withdraw':
      return askWithdraw(question.said);
    case 'which_record':
      return whichRecord(question.said);
    case 'order':
      return askWhetherMeant(question.command, school, today);
    case 'must_talk':
      return askMustTalk(question.occasion);
    case 'must_talk_held':
      return askWasItThisTalk(nameOf(school, question.subject), question.occasion);
    case 'tell':
      return askWhatWasDone(question.kind);
    case 'read_reason':
      return WHY_READ;
  }
}
