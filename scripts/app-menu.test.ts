import { describe, expect, it } from 'vitest';
import { menuSchema } from '../wecom/message.ts';
import { buildAppMenu } from './app-menu.ts';

describe('the menu of the app', () => {
  it('is one that WeCom takes, with the form where pages have an address', () => {
    const menu = buildAppMenu('https://bot.example');
    expect(menuSchema.parse(menu)).toEqual(menu);
    expect(JSON.stringify(menu)).toContain('https://bot.example/form/report-activity/enter');
  });

  it('leaves the form out where pages have none', () => {
    const menu = menuSchema.parse(buildAppMenu(undefined));
    expect(JSON.stringify(menu)).not.toContain('view');
    expect(menu.button).toHaveLength(3);
  });
});
