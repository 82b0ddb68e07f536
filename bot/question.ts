/**
 * A question that the bot put, kept sealed until it is answered. What it is about stands on record already, so that
 * nothing is lost when nobody answers; the answer only completes or corrects it.
 */
import { z } from 'zod';
import { ActivityKind, ReportedActivity } from '../domain/understanding.ts';

export const Question = z.discriminatedUnion('about', [
  /** Which bearer of a name: place of the contact in the activity, and who it can be. */
  z.object({
    about: z.literal('which_person'),
    activity: z.string(),
    at: z.number().int(),
    name: z.string(),
    people: z.array(z.string()).min(2),
  }),
  /** Whom the activity was with. */
  z.object({
    about: z.literal('who'),
    activity: z.string(),
    kind: z.enum(['visit', 'talk', 'contact', 'pairing']),
  }),
  /** Whether a talk with several people was held one by one. */
  z.object({ about: z.literal('individually'), activity: z.string(), count: z.number().int() }),
  /** A slot with the values that it can have. */
  z.object({
    about: z.literal('slot'),
    activity: z.string(),
    slot: z.string(),
    choices: z.array(z.object({ label: z.string(), value: z.string() })).min(1),
  }),
  /** Whether a talk that must be held is to be opened for somebody. */
  z.object({ about: z.literal('must_talk'), subject: z.string() }),
  /** Whether an older record is to be taken back: 撤销 long after the receipt. */
  z.object({ about: z.literal('withdraw'), activities: z.array(z.string()).min(1) }),
  /** Whether something is to be recorded at all: the only question before which nothing is on record. */
  z.object({
    about: z.literal('record'),
    message: z.string(),
    words: z.string(),
    reports: z.array(ReportedActivity).min(1),
  }),
  /** Why somebody's text is to be opened; what was asked for stands here, nothing was opened yet. */
  z.object({
    about: z.literal('read_reason'),
    name: z.string().optional(),
    day: z.string(),
    kind: ActivityKind.optional(),
  }),
]);
export type Question = z.infer<typeof Question>;

/** A choice by number: `1`, `①`, `第一个`, `选2`; from 1. */
export function chosenNumber(text: string): number | undefined {
  const said = text
    .normalize('NFKC')
    .trim()
    .replace(/[。.!！\s]+$/, '');
  const digit = /^(?:选|第|是)?\s*(\d{1,2})\s*(?:个|位|号|项)?$/.exec(said);
  if (digit) return Number(digit[1]);
  const word = /^(?:选|第|是)?([一二两三四五六七八九十])(?:个|位|号|项)?$/.exec(said);
  if (word) return '一二三四五六七八九十'.indexOf((word[1] as string).replace('两', '二')) + 1;
  return undefined;
}

/** Yes and no, as people say them to a question. */
export function yesOrNo(text: string): boolean | undefined {
  const said = text.trim().replace(/[。.!！~～，,\s]+$/, '');
  if (
    /^(是|是的|对|对的|对，|嗯|嗯嗯|好|好的|没错|可以|行|要|记|都记上|对[，,]?都记上|逐个|逐个谈的|是逐个谈的|分别谈的|一对一|单独谈的|分开谈的)$/.test(
      said,
    )
  )
    return true;
  if (
    /^(不|不是|不对|没有|否|不记|不要|不用|算了|一起|一起谈的|一块|一块谈的|一块儿谈的|集体谈的|不是逐个)$/.test(
      said,
    )
  )
    return false;
  return undefined;
}
