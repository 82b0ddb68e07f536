/** Quarterly reviews (领导点评): one row for each unit and quarter. */
import { type Connection, type mongo, Schema } from 'mongoose';
import type { Review } from '../domain/review.ts';
import type { Day } from '../domain/understanding.ts';

type Stored = Omit<Review, 'id'> & { _id: string };

export type Reviews = ReturnType<typeof createReviews>;

/**
 * Named queries over the reviews.
 * @param onChange called after every change, for whoever keeps something worked out of them
 */
export function createReviews(connection: Connection, onChange: () => Promise<void>) {
  const schema = new Schema<Stored>(
    {
      _id: String,
      period: String,
      organization: String,
      reviewer: String,
      createdOn: String,
      day: String,
      reportDueOn: String,
      movedOn: String,
      reportedOn: String,
      heldOn: String,
      cancelled: Boolean,
      source: Schema.Types.Mixed,
    },
    { versionKey: false, collection: 'reviews' },
  );
  schema.index({ day: 1 });
  schema.index({ period: 1, organization: 1 });
  const model = connection.model<Stored>('Review', schema);
  const rows = model.collection as unknown as mongo.Collection<Stored>;
  const toPlain = ({ _id, ...row }: Stored): Review => ({ ...row, id: _id });

  return {
    init: () => model.createCollection().then(() => model.createIndexes()),

    /** Adds reviews; those that exist already stay as they are. @returns how many were new */
    async addMany(reviews: Review[]): Promise<number> {
      let added = 0;
      for (const { id, ...review } of reviews) {
        const result = await rows.updateOne({ _id: id }, { $setOnInsert: review }, { upsert: true });
        added += result.upsertedCount;
      }
      if (added > 0) await onChange();
      return added;
    },

    /** Those that were not held, from a day on: what reminders are planned from. */
    async open(from: Day): Promise<Review[]> {
      return (await rows.find({ day: { $gte: from }, heldOn: { $exists: false } }).toArray())
        .map(toPlain)
        .filter((review) => !review.cancelled);
    },

    /** The reviews of a quarter, of some units. */
    async inPeriod(period: string, organizations: string[]): Promise<Review[]> {
      return (await rows.find({ period, organization: { $in: organizations } }).toArray()).map(toPlain);
    },

    /** How many reviews a quarter has. */
    countIn: (period: string) => rows.countDocuments({ period }),

    /** The report was handed in. @returns false when there was one, or the review is gone */
    async reported(id: string, on: Day): Promise<boolean> {
      const result = await rows.updateOne(
        { _id: id, reportedOn: { $exists: false } },
        { $set: { reportedOn: on } },
      );
      await onChange();
      return result.matchedCount === 1;
    },

    /** The review was held. */
    async held(id: string, on: Day): Promise<boolean> {
      const result = await rows.updateOne({ _id: id, heldOn: { $exists: false } }, { $set: { heldOn: on } });
      await onChange();
      return result.matchedCount === 1;
    },

    /** Moves a review to another day. @param today the day of the move */
    async move(id: string, to: { day: Day; reportDueOn: Day }, today: Day): Promise<boolean> {
      const result = await rows.updateOne(
        { _id: id, heldOn: { $exists: false } },
        { $set: { ...to, movedOn: today } },
      );
      await onChange();
      return result.matchedCount === 1;
    },
  };
}
