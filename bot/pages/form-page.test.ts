import { describe, expect, it } from 'vitest';
import form from '../forms/report-activity.ts';
import { type FormPageParts, renderForm } from './form-page.ts';

const parts = (changes: Partial<FormPageParts>): FormPageParts => ({
  form,
  draft: { day: '2026-11-21' },
  faults: {},
  hidden: { csrf: 'c', submission: 's', owner: 'o' },
  today: '2026-11-21',
  corpId: 'ww1',
  nameOf: () => undefined,
  ...changes,
});
const ATTACK = `"'><script>alert(1)</script><img src=x onerror=alert(1)>`;

describe('the page of a form', () => {
  it('shows what was written in any field as words, never as markup', () => {
    const draft = Object.fromEntries(
      Object.entries(form.controls).map(([name, { type }]) => [
        name,
        type === 'people' ? { tokens: [ATTACK], typed: ATTACK } : ATTACK,
      ]),
    );
    const faults = Object.fromEntries(Object.keys(form.controls).map((name) => [name, ATTACK]));
    const page = renderForm(
      parts({
        draft,
        faults,
        notice: ATTACK,
        by: ATTACK,
        hidden: { csrf: ATTACK, submission: ATTACK, owner: ATTACK },
        corpId: ATTACK,
        nameOf: () => ({ name: ATTACK, unit: ATTACK }),
      }),
    );
    expect(page).not.toContain(ATTACK);
    expect(page).not.toContain('<img');
    expect(page.match(/<script/g)).toHaveLength(1);
    // Everything that could be shown is still there, escaped: ten faults and what stands around them.
    expect(page.match(/&lt;script&gt;alert\(1\)/g)?.length).toBeGreaterThan(20);
  });

  it('has no code or style of its own in it', () => {
    const page = renderForm(parts({}));
    expect(page).not.toMatch(/ on\w+=| style=|<style|javascript:/);
    expect(page).toContain('<script type="module" src="/pages/form.js"></script>');
  });

  it('keeps somebody in sight who cannot be named, so that nobody is dropped unseen', () => {
    const page = renderForm(parts({ draft: { people: { tokens: ['foreign'], typed: '' } } }));
    expect(page).toContain('value="foreign" checked>不能选的一位');
  });

  it('puts the fault beside its field, for eyes and for ears', () => {
    const page = renderForm(parts({ faults: { day: '还没到这一天' } }));
    expect(page).toContain('aria-invalid="true" aria-describedby="day-fault"');
    expect(page).toContain('<p class="fault" id="day-fault">还没到这一天</p>');
  });

  it('opens what is folded when something is written there or wrong with it', () => {
    expect(renderForm(parts({}))).toContain('<details class="more">');
    expect(renderForm(parts({ draft: { words: '都在' } }))).toContain('<details class="more" open>');
    expect(renderForm(parts({ faults: { place: '太长' } }))).toContain('<details class="more" open>');
  });
});
