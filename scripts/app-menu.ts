/** The app's menu, as WeCom takes it. */
import { APP_MENU } from '../texts/menu.ts';
import type { Menu } from '../wecom/message.ts';

/** An entry that stands for words: the bot hears them as if they had been written. */
const say = ({ name, says }: { name: string; says: string }) =>
  ({ type: 'click', name, key: `say/${says}` }) as const;

/**
 * Builds the menu.
 * @param publicUrl where phones reach the bot's pages; without it the form is left out
 */
export function buildAppMenu(publicUrl: string | undefined): Menu {
  const { todo, progress, more } = APP_MENU;
  const form = { type: 'view', name: more.form, url: `${publicUrl}/form/report-activity/enter` } as const;
  return {
    button: [
      say(todo),
      say(progress),
      { name: more.name, sub_button: [...(publicUrl === undefined ? [] : [form]), ...more.entries.map(say)] },
    ],
  };
}
