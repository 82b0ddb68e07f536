/** Which words led to which slot, readable in a terminal. */
import type { DirectoryIndex } from './index-directory.ts';
import { normalize } from './normalize.ts';
import { readMessage } from './report.ts';
import { type Message, understand } from './understand.ts';

/** Lines that show how a message was taken: what was found in it, and each slot with its words. */
export function explain(message: Message, index: DirectoryIndex): string {
  const text = normalize(message.text);
  const reading = readMessage(text, message.now, message.sender, index);
  const result = understand(message, index);
  const lines = [`message   ${text}`];
  for (const clause of reading.clauses) {
    const cues = clause.cues.map((c) => `${c.kind}/${c.strength} ${c.words}`).join(', ');
    lines.push(`clause    ${clause.text}${clause.mark.trim()}${cues ? `   [${cues}]` : ''}`);
  }
  for (const p of reading.people)
    lines.push(
      `person    ${p.said} → ${p.name} (${p.how}, ${p.confidence}) ${p.ids.join(' ') || 'not in the directory'}`,
    );
  const why = result.declined ? `declined: ${result.declined}` : result.because;
  lines.push(`intent    ${result.intent}${why ? ` (${why})` : ''}${result.offered ? ', offered' : ''}`);
  for (const [i, report] of (result.reports ?? []).entries()) {
    lines.push(`report ${i + 1}  ${report.text ?? ''}`);
    for (const [slot, value] of Object.entries(report)) {
      if (slot === 'evidence' || slot === 'text') continue;
      const led = report.evidence?.[slot];
      lines.push(
        `  ${slot.padEnd(13)} ${JSON.stringify(value)}${led ? `   ← “${led.words}” ${led.how} ${led.confidence}` : ''}`,
      );
    }
  }
  if (result.query) lines.push(`query     ${JSON.stringify(result.query)}`);
  if (result.command) lines.push(`command   ${JSON.stringify(result.command)}`);
  if (result.ask)
    lines.push(`ask       ${result.ask} ${result.askAbout ? JSON.stringify(result.askAbout) : ''}`);
  if (result.later) lines.push(`later     ${JSON.stringify(result.later)}`);
  if (result.notDone) lines.push(`not done  ${result.notDone.join('、')}`);
  return lines.join('\n');
}
