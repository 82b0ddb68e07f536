import { describe, expect, it } from 'vitest';
import { callerIpOf, classifyError, isFatalAtGettoken, type Reaction } from './errors.ts';

describe('classifyError', () => {
  it.each<[Reaction, number[]]>([
    ['retry', [-1, 6000, 45033, 45035]],
    ['refresh_token', [40001, 40014, 42001, 40093, 42012, 91040]],
    ['rate_limited', [45009, 45036]],
    [
      'drop_recipient',
      [
        40003, 40007, 40031, 40050, 40096, 42052, 50002, 60003, 60011, 60021, 60111, 60140, 81013, 82004,
        82102, 85002, 92000,
      ],
    ],
    [
      'fix_request',
      [
        40004, 40009, 40032, 40033, 40035, 40058, 41001, 42014, 42020, 42027, 42032, 42051, 44004, 45002,
        48005, 82001, 82003, 830002,
      ],
    ],
    ['alert', [40013, 40056, 43012, 48001, 48006, 50001, 50003, 60020, 60031, 85005, 301002]],
    ['user', [40029, 42003, 42022, 42013, 84014, 84015]],
  ])('answers %s to %j', (reaction, codes) => {
    expect(codes.map((code) => classifyError(code, 'message/send').reaction)).toEqual(
      codes.map(() => reaction),
    );
  });

  it('takes a bad secret at gettoken for fatal, and elsewhere for an old token', () => {
    expect(classifyError(40001, 'gettoken')).toMatchObject({ reaction: 'alert', alert: true });
    expect(classifyError(40001, 'message/send').reaction).toBe('refresh_token');
    expect([40001, 40013].every(isFatalAtGettoken)).toBe(true);
    expect([-1, 45009, 60020].some(isFatalAtGettoken)).toBe(false);
  });

  it('never has an unknown code repeated', () => {
    expect(classifyError(987654, 'message/send')).toMatchObject({ reaction: 'fix_request', alert: true });
  });

  it('names the field of a refused card and the console page for the IP list', () => {
    expect(classifyError(42039, 'message/send').text).toContain('button_list.key');
    expect(classifyError(60020, 'message/send').text).toContain('企业可信IP');
  });

  it('says how long a frequency limit lasts', () => {
    expect(classifyError(45009, 'message/send').waitMs).toBe(60_000);
  });
});

describe('callerIpOf', () => {
  it('finds the address which WeCom saw, of either kind', () => {
    const errmsg =
      'not allow to access from your ip, hint: [1743], from ip: 203.0.113.7, more info at https://…';
    expect(callerIpOf(errmsg)).toBe('203.0.113.7');
    expect(callerIpOf('from ip: 2001:db8::7, more info')).toBe('2001:db8::7');
    expect(callerIpOf('invalid credential')).toBeUndefined();
  });
});
