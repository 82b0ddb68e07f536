import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadFolder } from './load-folder.ts';

describe('loading a folder', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'xianfeng-folder-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const write = (file: string, source: string) => writeFileSync(join(folder, file), source);

  it('finds every file but tests, in order', async () => {
    write('b.js', "export default { kind: 'job', name: 'b' };");
    write('a.js', "export default { kind: 'job', name: 'a' };");
    write('a.test.js', 'throw new Error();');
    write('notes.md', '');
    expect((await loadFolder<{ kind: 'job'; name: string }>(folder, 'job')).map((j) => j.name)).toEqual([
      'a',
      'b',
    ]);
  });

  it('refuses a file without an instance, and says what to write', async () => {
    write('a.js', 'export const a = 1;');
    await expect(loadFolder(folder, 'job')).rejects.toThrow(/a\.js: no job.*defineJob\(\{ name: 'a'/s);
  });

  it('refuses an instance of another kind', async () => {
    write('a.js', "export default { kind: 'command', name: 'a' };");
    await expect(loadFolder(folder, 'job')).rejects.toThrow(/no job/);
  });

  it('refuses a name unlike the file', async () => {
    write('a.js', "export default { kind: 'job', name: 'b' };");
    await expect(loadFolder(folder, 'job')).rejects.toThrow(/Name it 'a'/);
  });
});
