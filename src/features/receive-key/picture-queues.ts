import type { Clock } from "../../clock/clock.ts";
import { FairQueue } from "../../jobs/fair-queue.ts";
import { RecentUse } from "../../jobs/recent-use.ts";

/** Pictures of up to 20 MB each that are downloaded or searched for QR codes at once. One more is searched for characters. */
const maxConcurrentPictures = 3;
/** When more pictures wait, a chat that has caused much work is told that too many are being sent. */
const maxQueuedPictures = 10;
/** When more pictures wait for their characters to be read, only QR codes are read in those of the busiest chat. */
const maxQueuedForCharacters = 8;
/** What reading a picture takes, roughly, in ms of processor time. */
export const pictureMs = 300;
/** A picture and some steps of the guide within a minute are less; a second picture is not. */
export const minUseToDropMs = 2 * pictureMs;
/** Chats with at least this much use share one place, so that the others hardly wait for them. */
export const heavyFromMs = 4_000;

/** The queues of the pictures that wait to be read, and how much work each chat has caused lately. */
export const createPictureQueues = (clock: Clock) => {
  const recentUse = new RecentUse(clock);
  return {
    recentUse,
    pictureQueue: new FairQueue({
      ...{ capacity: maxConcurrentPictures, maxWaiting: maxQueuedPictures },
      ...{ use: recentUse, heavyFromMs, minUseToDropMs },
    }),
    charactersQueue: new FairQueue({ capacity: 1, maxWaiting: maxQueuedForCharacters, use: recentUse }),
  };
};
