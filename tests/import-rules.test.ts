import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { importFaults, sourceFiles } from './import-rules.ts';

const ROOT = join(import.meta.dirname, '..');

describe('import rules', () => {
  it('hold in every source file', () => {
    const files = sourceFiles(ROOT);
    expect(files.length).toBeGreaterThan(50);
    expect(files.flatMap((file) => importFaults(file, readFileSync(join(ROOT, file), 'utf8')))).toEqual([]);
  });

  it('find planted faults of each kind', () => {
    expect(importFaults('domain/x.ts', "import { openModels } from '../models/models.ts';")).toHaveLength(1);
    expect(importFaults('domain/x.ts', "import { readFileSync } from 'node:fs';")).toHaveLength(1);
    expect(importFaults('domain/x.ts', "import { pinyin } from 'pinyin-pro';")).toHaveLength(1);
    expect(importFaults('worker/jobs/x.ts', "import { startBot } from '../../bot/start.ts';")).toHaveLength(
      1,
    );
    expect(importFaults('actions/x.ts', "import mongoose from 'mongoose';")).toHaveLength(1);
    expect(importFaults('actions/x.ts', "const x = await import('bullmq');")).toHaveLength(1);
    expect(importFaults('wecom/x.ts', "import Koa from 'koa';")).toHaveLength(1);
    expect(importFaults('unheard-of/x.ts', "export { a } from '../domain/day.ts';")).toHaveLength(1);
    expect(
      importFaults(
        'texts/x.ts',
        "import type {\n  School,\n} from '../models/models.ts';\nimport { a } from '../domain/day.ts';",
      ),
    ).toHaveLength(1);
  });

  it('let through what the table allows', () => {
    expect(
      importFaults('bot/x.ts', "import Koa from 'koa';\nimport { may } from '../domain/rights.ts';"),
    ).toEqual([]);
    expect(importFaults('runtime/mongo.ts', "import mongoose from 'mongoose';")).toEqual([]);
  });
});
