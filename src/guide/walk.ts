import { isRoad, replacedSteps, roadIds, roadOf, type ForkId, type RoadId } from "./roads.ts";
import { isDiffering, isStep, needsCode, stepOf, type StepId } from "./steps.ts";
import { devices, type Device } from "./device.ts";
import { troubleOf, type TroubleId } from "./troubles.ts";

/** A step on a road, as callback data and the database have it. */
export interface StepRef {
  readonly road: RoadId;
  readonly step: StepId;
}

/** A step on a road with its surroundings. */
export interface Place extends StepRef {
  /** Number of the step on the road, from 1. */
  readonly number: number;
  readonly total: number;
  /** The step before, or the fork where the road begins. */
  readonly back: StepId | ForkId;
  /** The step after, the fork where the road continues, or `undefined` at its end. */
  readonly next: StepId | ForkId | undefined;
  /** Another step with the same result, if there is one. */
  readonly instead: StepId | undefined;
}

/** Index of a step on a road. A step that replaces another one has its index. */
const indexIn = (road: RoadId, step: StepId): number => {
  const { steps } = roadOf(road);
  const index = steps.indexOf(step);
  const { instead } = stepOf(step);
  return index >= 0 || !isStep(instead) ? index : steps.indexOf(instead);
};

/** The step itself if it exists, else its replacement, else the first step of the road. */
const existingStep = (road: RoadId, id: string | undefined): StepId => {
  const candidates = isStep(id) ? [id] : (replacedSteps.get(id ?? "") ?? []);
  return candidates.find((step) => indexIn(road, step) >= 0) ?? roadOf(road).steps[0] ?? "open";
};

/** The place of a step on a road. Unknown and removed ids lead to the nearest step, so that every old button works. */
export const placeOf = (roadId: string | undefined, stepId: string | undefined): Place => {
  const road = isRoad(roadId) ? roadId : "bot";
  const { from, then, steps } = roadOf(road);
  const step = existingStep(road, stepId);
  const index = indexIn(road, step);
  const { instead } = stepOf(step);
  return {
    road,
    step,
    number: index + 1,
    total: steps.length,
    back: steps[index - 1] ?? from,
    next: steps[index + 1] ?? then,
    instead: isStep(instead) ? instead : undefined,
  };
};

/** Whether a road has this step, or one that it replaces. */
export const hasStep = (road: RoadId, step: string): step is StepId =>
  isStep(step) && indexIn(road, step) >= 0;

/** The step at which the user types a code: this one, or the nearest before it. */
export const codeStepOf = ({ road, number }: Place): StepId | undefined =>
  roadOf(road)
    .steps.slice(0, number)
    .findLast((step) => needsCode(step));

/** Whether a road depends on the kind of phone. */
export const asksDevice = (road: RoadId): boolean => roadOf(road).steps.some((step) => isDiffering(step));

/** Where a road takes over the key, and where the page with the QR code is left behind: the guarded passage. */
const passageOf = (road: RoadId): { readonly from: number; readonly to: number } | undefined => {
  const { steps } = roadOf(road);
  const from = steps.findIndex((step) => stepOf(step).needsKey === true);
  const to = steps.findIndex((step) => stepOf(step).cancellation === true);
  return from < 0 ? undefined : { from: from + 1, to: to + 1 };
};

/**
 * The place to go on from after a key has come: the password, as long as the QR code is on the page; before that and
 * in between alike. The same place when the QR code lies behind, or the road hands no key to the bot.
 */
export const placeAfterKey = (place: Place): Place => {
  const passage = passageOf(place.road);
  if (passage === undefined || place.number >= passage.to) return place;
  return placeOf(place.road, roadOf(place.road).steps[passage.from]);
};

/** Whether a place lies behind the hand-over of the key, which only a key opens. */
export const isBehindKey = ({ road, number }: Place): boolean => {
  const passage = passageOf(road);
  return passage !== undefined && number > passage.from;
};

/** Whether the QR code is on the page here: what a key that comes now replaces is the one that came before it. */
export const isInPassage = (place: Place): boolean => {
  const passage = passageOf(place.road);
  return passage !== undefined && place.number >= passage.from && place.number < passage.to;
};

/** The step where a road takes over the key. */
export const keyStepOf = (road: RoadId): Place | undefined => {
  const passage = passageOf(road);
  return passage && placeOf(road, roadOf(road).steps[passage.from - 1]);
};

/** Whether a place is the last of a road that does not lead on: the user is through. */
export const isAtEnd = ({ next }: Place): boolean => next === undefined;

/** The problems that can happen on this kind of phone. */
export const troublesFor = (ids: readonly TroubleId[], device: Device | undefined): readonly TroubleId[] =>
  ids.filter((id) => {
    const { device: only } = troubleOf(id);
    return only === undefined || device === undefined || only === device;
  });

/** The picture file of a step, without its extension. @param showsCode whether a code stands in the message */
export const pictureOf = (
  step: StepId,
  device: Device | undefined,
  showsCode = false,
): string | undefined => {
  const { picture, codePicture } = stepOf(step);
  if (showsCode && codePicture !== undefined) return codePicture;
  return typeof picture === "object" ? picture[device ?? devices[0]] : picture;
};

/** A step on the user's road, or else on the first road that has it. */
export const stepWithin = (step: StepId, road: RoadId | undefined): StepRef => {
  const found = [...(road === undefined ? [] : [road]), ...roadIds].find((one) => hasStep(one, step));
  return { road: found ?? "bot", step };
};

/** The user's position in the guide, as it is stored. */
export interface Journey extends StepRef {
  readonly device: Device | undefined;
  /** The id of the key that has come on this road. */
  readonly keyId?: string | undefined;
}

/** Serializes a position: `road/step`, then `/device` and `/keyId` once they are known. */
export const packJourney = ({ road, step, device, keyId }: Journey): string =>
  [road, step, device ?? "", keyId ?? ""].join("/").replace(/\/+$/, "");

/** Parses a stored position. Earlier versions stored only the step, or no key. */
export const unpackJourney = (stored: string): Journey => {
  const parts = stored.split("/");
  const [road, step, device, keyId] = parts.length === 1 ? ["bot", stored] : parts;
  const { road: onRoad, step: atStep } = placeOf(road, step);
  return {
    road: onRoad,
    step: atStep,
    device: devices.find((known) => known === device),
    ...(keyId === undefined || keyId === "" ? {} : { keyId }),
  };
};

/** The step that shows how to capture the QR code, on the road of a stored position or else on the main road. */
export const captureStep = (stored: string | undefined): StepRef => {
  const { road } = unpackJourney(stored ?? "");
  const step = (["screenshot", "appScreenshot"] as const).find((one) => hasStep(road, one));
  return step === undefined ? { road: "bot", step: "screenshot" } : { road, step };
};
