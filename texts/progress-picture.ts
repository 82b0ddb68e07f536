/** A branch's progress as a picture: one bar a duty, numbers beside it, no names and nothing red. Pure. */
import type { DutyProgress } from './progress.ts';

const WIDTH = 640;
const SIDE = 24;
const HEAD = 84;
const ROW = 68;
const FOOT = 44;
const LABEL_ROOM = 176;
const BAR = { x: SIDE + LABEL_ROOM, width: WIDTH - 2 * SIDE - LABEL_ROOM, height: 20 };
/** Done, excused, still open: told apart by lightness as well, for whoever sees no colours. */
const COLOURS = { done: '#2f6db5', excused: '#8fb3dc', open: '#e6ebf2', text: '#1f2a37', quiet: '#5f6b7a' };

interface Bar {
  label: string;
  /** Behind the label: 4/6. */
  sum: string;
  /** Under the bar; empty = none. */
  note: string;
  /** Parts of the whole, 0–1. */
  done: number;
  excused: number;
}

/**
 * Draws how far along a unit is.
 * @param study average hours of study and what they are to reach, where they are shown
 * @returns SVG, for `drawPng`
 */
export function progressPicture(
  duties: DutyProgress[],
  study: { hours: number; aim: number } | undefined,
  view: { title: string; when: string },
): string {
  const bars: Bar[] = duties
    .filter(({ progress }) => progress.owed > 0)
    .map(({ rule, progress: { owed, done, excused, open } }) => ({
      label: rule.name,
      sum: `${done}/${owed}`,
      note: `应${owed}　已${done}　免${excused}　待${open.length}`,
      done: done / owed,
      excused: excused / owed,
    }));
  if (study)
    bars.push({
      label: '学时人均',
      sum: `${study.hours}/${study.aim}`,
      note: '',
      done: Math.min(1, study.hours / study.aim),
      excused: 0,
    });
  const height = HEAD + bars.length * ROW + FOOT;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="Noto Sans SC">`,
    `<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>`,
    say(SIDE, 42, 24, COLOURS.text, view.title),
    say(SIDE, 68, 15, COLOURS.quiet, view.when),
    ...bars.map((bar, i) => drawBar(bar, HEAD + i * ROW)),
    legend(height - 18),
    '</svg>',
  ].join('\n');
}

function drawBar({ label, sum, note, done, excused }: Bar, top: number): string {
  const middle = top + 28;
  const box = (from: number, share: number, fill: string) =>
    `<rect x="${round(BAR.x + from * BAR.width)}" y="${top + 12}" width="${round(share * BAR.width)}" height="${BAR.height}" fill="${fill}"/>`;
  const size = label.length > 6 ? 14 : 18;
  return [
    say(SIDE, middle, size, COLOURS.text, label),
    say(BAR.x - 10, middle, 18, COLOURS.text, sum, 'end'),
    box(0, 1, COLOURS.open),
    box(0, done, COLOURS.done),
    box(done, excused, COLOURS.excused),
    note && say(BAR.x, top + 50, 13, COLOURS.quiet, note),
  ]
    .filter(Boolean)
    .join('\n');
}

function legend(y: number): string {
  const parts: [string, string][] = [
    ['已', COLOURS.done],
    ['免', COLOURS.excused],
    ['待', COLOURS.open],
  ];
  return parts
    .map(([label, fill], i) => {
      const x = BAR.x + i * 64;
      return `<rect x="${x}" y="${y - 12}" width="14" height="14" fill="${fill}"/>${say(x + 20, y, 13, COLOURS.quiet, label)}`;
    })
    .join('\n');
}

function say(x: number, y: number, size: number, fill: string, text: string, anchor = 'start'): string {
  return `<text x="${x}" y="${y}" font-size="${size}" fill="${fill}" text-anchor="${anchor}">${escapeXml(text)}</text>`;
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

const round = (n: number) => Math.round(n * 10) / 10;
