/** Every limit of understanding in one place, each with its reason. */

/** Characters of a message that are looked at: what 2,048 bytes, the longest text of WeCom, hold of Chinese. */
export const LONGEST_TEXT = 700;

/**
 * Confidence (0–1) from which a slot is recorded without asking. Slots read from words that say them score 0.9 and
 * more, slips that are put right 0.8, guesses (two readings) 0.5: nothing lies between, so the middle is taken.
 */
export const SURE = 0.7;

/** Confidence of a slot said in so many words. */
export const STATED = 0.95;
/** Confidence of a slot that follows from other words (上门 → onsite). */
export const DERIVED = 0.9;
/** Confidence of the default (no day said: today). */
export const ASSUMED = 0.85;
/** Confidence of a name put right by its sound, when only one person sounds like it. */
export const HOMOPHONE = 0.85;
/** Confidence of a name put right by a near sound (n/l, in/ing, zh/z). */
export const NEAR_SOUND = 0.75;
/** Confidence of one of two readings that stay possible. */
export const GUESS = 0.5;
/** Confidence of a name that the directory lacks, found by its surname and the words around it. */
export const UNLISTED_NAME = 0.8;

/**
 * What the second opinion must hold for unlikely (what the rules found), and for clear (something else), to be heard. On
 * ten sets by writers whom neither had seen it was then right in 83 of 88 messages, the rules in 2; where the rules know
 * of a plan or of others' deeds, which the words alone do not show, they were right as often, and stay.
 */
export const UNLIKELY = 0.05;
export const CLEARLY = 0.8;
/** A record held for less likely than this is put to its sender first: of 16 such 12 were none. */
export const DOUBTFUL = 0.3;
