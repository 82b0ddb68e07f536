import { readersList } from '../../texts/reading.ts';
import { defineCommand } from '../command.ts';

/** How many lines one answer shows. */
const SHOWN = 15;

/** Who opened one's own texts, when and why. */
export default defineCommand({
  name: 'who-read',
  on: [],
  words:
    /^(?:请问)?(?:有)?(?:谁|哪些人|有没有人|有人)(?:看过|查看过|查过|打开过|读过|看了|调阅过)(?:我的?)(?:的)?(?:记录|正文|数据|谈话|走访)?(?:正文)?(?:吗|没有)?[？?。]?$|^我的(?:查看记录|查阅记录)$/u,
  help: { topic: 'data', line: '“谁能看到我写的”：正文给谁看；“谁看过我的记录”：谁何时因何看过' },
  async run(context) {
    const { actions, sender, today } = context;
    const { models, school, rules } = actions;
    const lines = await models.audits.about(sender.id, SHOWN);
    const activities = await models.activities.findMany([
      ...new Set(lines.flatMap((l) => (l.activity === undefined ? [] : [l.activity]))),
    ]);
    const facts = new Map(activities.map((a) => [a.id, a.facts]));
    return {
      text: readersList(
        lines.map((line) => {
          const about = line.activity === undefined ? undefined : facts.get(line.activity);
          return { ...line, ...(about && { facts: about }) };
        }),
        { school, rules, today, reader: sender.id },
      ),
    };
  },
});
