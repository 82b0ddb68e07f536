import { whoMayRead } from '../../texts/reading.ts';
import { defineCommand } from '../command.ts';

/** 我写的, 谈话的内容: what somebody told the bot. */
const TOLD =
  '(?:我?(?:跟你|在这里?|在这儿)?(?:写|说|发|记|报|填)的?(?:这些|那些)?(?:内容|东西|话|记录)?|(?:我的|这些|这里的?)?(?:谈话|谈心|走访|聊天)?(?:的)?(?:内容|正文|记录|隐私))';
const OTHERS =
  '(?:别人|别的(?:老师|同事|人)|其他(?:老师|同事|人)|旁人|外人|领导|书记|院里|学院|学校|组织部|同事|大家|支部里?的?(?:其他)?(?:人|同志|党员)|学生)';
const READ = '(?:看得到|看得见|看得着|看到|看见|看着|看|读到|读|查到|知道)';

/** Who can read what one tells the bot, asked before telling it. */
export default defineCommand({
  name: 'who-may-read',
  on: [],
  words: new RegExp(
    '^(?:请问|那|想问(?:一?下|问)?|问一?下|我想知道)?[，, ]?(?:' +
      [
        // 谁能看到我写的内容
        `(?:都)?(?:谁|哪些人|什么人)(?:们)?都?(?:能|可以|会|有权)?(?:${READ}|看得到|看得见)${TOLD}`,
        // 我写的这些别的老师能看见吗
        `${TOLD}(?:都|都有|有)?(?:会不会|会|能不能|能)?(?:被|给|让)?(?:${OTHERS}|谁|哪些人)(?:都)?(?:们)?(?:会不会|会|能不能|能|可以|可不可以)?(?:${READ})(?:吗|么|不)?`,
        // 别人能不能看到我写的
        `${OTHERS}(?:会不会|会|能不能|能|可以|可不可以)?(?:${READ})${TOLD}(?:吗|么|不)?`,
        // 我说的保密吗
        `(?:${TOLD}|这|这个|这里)(?:是|都|会)?(?:不是)?保(?:不保)?密(?:的)?(?:吗|么)?`,
      ].join('|') +
      ')[啊呀呢]?[？?。]?$',
    'u',
  ),
  async run({ actions, sender, today }) {
    const { school, rules } = actions;
    return { text: whoMayRead({ school, rules, today, reader: sender.id }) };
  },
});
