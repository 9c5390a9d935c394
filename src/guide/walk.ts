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

/** The step at which the user sends the key. A key that arrives earlier moves the user past it. */
const sendKeyStep: StepId = "send";

/** Index of a step on a road. A step that replaces another one has its index. */
const indexIn = (road: RoadId, step: StepId): number => {
  const { steps } = roadOf(road);
  const index = steps.indexOf(step);
  const { instead } = stepOf(step);
  return index >= 0 || !isStep(instead) ? index : steps.indexOf(instead);
};

/** The step itself if it exists, else its replacement, else the first step of the road. */
const existingStep = (road: RoadId, id: string | undefined): StepId => {
  const step = isStep(id) ? id : replacedSteps.get(id ?? "");
  return step !== undefined && indexIn(road, step) >= 0 ? step : (roadOf(road).steps[0] ?? "open");
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

/** Where the user continues after sending the key at a place; the same place if that step is behind them. */
export const placeAfterKey = (place: Place): Place => {
  const there = placeOf(place.road, sendKeyStep);
  const past = place.number > there.number || there.step !== sendKeyStep;
  return past || !isStep(there.next) ? place : placeOf(place.road, there.next);
};

/** The problems that can happen on this kind of phone. */
export const troublesFor = (ids: readonly TroubleId[], device: Device | undefined): readonly TroubleId[] =>
  ids.filter((id) => {
    const { device: only } = troubleOf(id);
    return only === undefined || device === undefined || only === device;
  });

/** The picture file of a step, without its extension. */
export const pictureOf = (step: StepId, device: Device | undefined): string | undefined => {
  const { picture } = stepOf(step);
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
}

/** Serializes a position: `road/step`, and `/device` once it is known. */
export const packJourney = ({ road, step, device }: Journey): string =>
  [road, step, ...(device === undefined ? [] : [device])].join("/");

/** Parses a stored position. Earlier versions stored only the step. */
export const unpackJourney = (stored: string): Journey => {
  const parts = stored.split("/");
  const [road, step, device] = parts.length === 1 ? ["bot", stored] : parts;
  const { road: onRoad, step: atStep } = placeOf(road, step);
  return { road: onRoad, step: atStep, device: devices.find((known) => known === device) };
};

/** The step that shows how to capture the QR code, on the road of a stored position or else on the main road. */
export const captureStep = (stored: string | undefined): StepRef => {
  const { road } = unpackJourney(stored ?? "");
  const step = (["screenshot", "copyKey"] as const).find((one) => hasStep(road, one));
  return step === undefined ? { road: "bot", step: "screenshot" } : { road, step };
};
