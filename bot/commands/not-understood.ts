import { DISCIPLINE_DECLINED, NOT_RECORDED, NOT_UNDERSTOOD } from '../../texts/answer.ts';
import { defineCommand } from '../command.ts';

/** Says honestly that nothing was recorded. */
export default defineCommand({
  name: 'not-understood',
  on: ['unknown'],
  async run({ understanding }) {
    if (understanding.declined === 'discipline') return { text: DISCIPLINE_DECLINED, forget: true };
    return { text: understanding.because ? NOT_RECORDED[understanding.because] : NOT_UNDERSTOOD };
  },
});
