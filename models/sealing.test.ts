import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seal, unseal } from './sealing.ts';

const KEY = Buffer.alloc(32, 9);

describe('sealing', () => {
  it('gives back what was sealed, whatever it says', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 500 }), (text) => {
        expect(unseal(KEY, 'a/1', seal(KEY, 'a/1', text)).toString()).toBe(text);
      }),
    );
  });

  it('hides the words, and seals the same words differently each time', () => {
    const [one, two] = [seal(KEY, 'a/1', '走访了李明轩家'), seal(KEY, 'a/1', '走访了李明轩家')];
    expect(one.includes(Buffer.from('李明轩'))).toBe(false);
    expect(one.equals(two)).toBe(false);
  });

  it('opens neither with another key nor for another record', () => {
    const sealed = seal(KEY, 'a/1', 'text');
    expect(() => unseal(randomBytes(32), 'a/1', sealed)).toThrow();
    expect(() => unseal(KEY, 'a/2', sealed)).toThrow();
  });

  it('notices any changed byte', () => {
    const sealed = seal(KEY, 'a/1', 'some text');
    for (let i = 0; i < sealed.length; i++) {
      const changed = Buffer.from(sealed);
      changed[i] = (changed[i] ?? 0) ^ 1;
      expect(() => unseal(KEY, 'a/1', changed), `byte ${i}`).toThrow();
    }
  });
});
