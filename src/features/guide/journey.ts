import type { Device } from "../../guide/device.ts";
import type { RoadId } from "../../guide/roads.ts";
import {
  isAtEnd,
  isBehindKey,
  packJourney,
  placeOf,
  unpackJourney,
  type Journey,
  type Place,
} from "../../guide/walk.ts";
import { findById, type ChatContents } from "../../vault/chat-contents.ts";

/** Where the user stands in the guide, if they have started it. */
export const journeyOf = ({ step }: Pick<ChatContents, "step">): Journey | undefined =>
  step === undefined ? undefined : unpackJourney(step);

/** Whether a user is in the middle of the guide. */
export const isUnderWay = (journey: Journey | undefined): boolean =>
  journey !== undefined && !isAtEnd(placeOf(journey.road, journey.step));

/**
 * What to store when the user goes to a place. The key that has come on a road belongs to it until the road is
 * started from its beginning.
 */
export const journeyTo = (
  { road, step, number }: Place,
  contents: Pick<ChatContents, "step">,
  device: Device | undefined,
): string => {
  const before = journeyOf(contents);
  const keyId = before?.road === road && number > 1 ? before.keyId : undefined;
  return packJourney({ road, step, device, keyId });
};

/** The names of the keys that the bot keeps. */
export const keyNames = ({ keys }: Pick<ChatContents, "keys">): readonly string[] =>
  keys.map(({ name }) => name);

/**
 * Whether the key that a road needs has come. To get a new QR code a user must hand over the new key; the old one does
 * not count. A place that an earlier version has stored does not say which key came, and is believed.
 */
export const hasKeyFor = (road: RoadId, contents: Pick<ChatContents, "keys" | "step">): boolean => {
  const journey = journeyOf(contents);
  if (road === "bot") return contents.keys.length > 0;
  if (journey?.road !== road) return false;
  return journey.keyId === undefined
    ? isBehindKey(placeOf(road, journey.step))
    : findById(contents.keys, journey.keyId) !== undefined;
};
