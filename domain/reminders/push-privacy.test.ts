import { describe, expect, it } from 'vitest';
import { buildFacts } from './build-facts.ts';
import { namesIn } from './push-privacy.ts';

const { school } = buildFacts();
const day = '2026-11-23';

describe('names in a pushed text', () => {
  it('are found, the reader’s own apart', () => {
    expect(namesIn('刘洋老师，还有张伟没谈', school, 'liu', day)).toEqual(['zhang']);
    expect(namesIn('刘洋老师，谈心谈话还有1位', school, 'liu', day)).toEqual([]);
  });

  it('may be those of the leaders for whom an office acts', () => {
    expect(namesIn('您代办的孙海燕老师还差1位', school, 'ma', day)).toEqual([]);
    expect(namesIn('孙海燕老师还差1位', school, 'lin', day)).toEqual(['sun']);
  });
});
