import { describe, expect, it } from 'vitest';
import { parsePipeline, StageChain } from './aggregate.ts';
import { type Doc, docOf } from './bson-value.ts';

const DOCUMENTS: Doc[] = Array.from({ length: 1000 }, (_, i) => docOf({ _id: i, k: i % 500 }));
const GROUP = docOf({ $group: docOf({ _id: '$k', n: docOf({ $sum: 1 }) }) });

function chainOf(...pipeline: Doc[]): { chain: StageChain; out: Doc[] } {
  const out: Doc[] = [];
  const { stages } = parsePipeline(pipeline, () => 0.5);
  const chain = new StageChain(stages, (doc) => {
    out.push(doc);
    return true;
  });
  for (const doc of DOCUMENTS) chain.push(doc);
  return { chain, out };
}

describe('the end of a pipeline', () => {
  it('gives its groups one by one, so that others can work in between', () => {
    const { chain, out } = chainOf(GROUP);
    const finish = chain.finish();
    expect(out).toHaveLength(0);
    finish.next();
    expect(out).toHaveLength(1);
    while (!finish.next().done);
    expect(out).toHaveLength(500);
    expect(out[7]).toEqual(docOf({ _id: 7, n: 2 }));
  });

  it('goes through every stage that holds documents back, in their order', () => {
    const { chain, out } = chainOf(
      GROUP,
      docOf({ $sort: docOf({ _id: -1 }) }),
      docOf({ $skip: 1 }),
      docOf({ $limit: 2 }),
    );
    for (const _step of chain.finish());
    expect(out.map((doc) => doc.get('_id'))).toEqual([498, 497]);
  });

  it('stops a stage from which nothing more is wanted', () => {
    const { chain, out } = chainOf(GROUP, docOf({ $limit: 2 }), docOf({ $count: 'n' }));
    let steps = 0;
    for (const _step of chain.finish()) steps++;
    expect(out).toEqual([docOf({ n: 2 })]);
    expect(steps).toBeLessThan(10);
  });
});
