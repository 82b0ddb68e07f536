import { DISCIPLINE_DECLINED, NOT_RECORDED, NOT_UNDERSTOOD, WELCOME_BACK } from '../../texts/answer.ts';
import { defineCommand } from '../command.ts';
import { askWhetherToRecord } from './report.ts';

const THANKS = /^(?:好的?|嗯+|收到)?[，,\s]*(?:多谢|谢谢|谢了|感谢|辛苦)[\p{Script=Han}，,。！!~～\s]{0,8}$/u;

/** Says honestly that nothing was recorded. */
export default defineCommand({
  name: 'not-understood',
  on: ['unknown'],
  async run(context) {
    const { understanding, text } = context;
    if (understanding.declined === 'discipline') return { text: DISCIPLINE_DECLINED, forget: true };
    if (THANKS.test(text.trim())) return { text: WELCOME_BACK };
    // what was asked before is not displaced by something that hardly was told
    const mayAsk = !context.question || !understanding.offered;
    if (understanding.reports && mayAsk) return askWhetherToRecord(context, understanding, text);
    return { text: understanding.because ? NOT_RECORDED[understanding.because] : NOT_UNDERSTOOD };
  },
});
