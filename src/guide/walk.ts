import { isRoad, moved, roadIds, roadOf, type ForkId, type RoadId } from "./roads.ts";
import { isDiffering, isStep, needsCode, stepOf, type StepId } from "./steps.ts";
import { devices, type Device } from "./device.ts";
import { troubleOf, type TroubleId } from "./troubles.ts";

/** Where a person stands, as it travels in buttons and is kept between visits. */
export interface StepRef {
  readonly road: RoadId;
  readonly step: StepId;
}

/** A person's place on a road. */
export interface Place extends StepRef {
  /** From 1. */
  readonly number: number;
  readonly total: number;
  /** The step before, or the fork the road began at. */
  readonly back: StepId | ForkId;
  /** The step after, the fork the road leads to, or nothing at its end. */
  readonly next: StepId | ForkId | undefined;
  /** Another step that does the same in another way, if this road has it or the place can be shown beside it. */
  readonly instead: StepId | undefined;
}

/** The step where the key is handed over; a key that comes earlier brings the person past it. */
const handOver: StepId = "send";

/** A step as it is in this road; a step that stands in for another has that one's number. */
const indexIn = (road: RoadId, step: StepId): number => {
  const { steps } = roadOf(road);
  const index = steps.indexOf(step);
  const { instead } = stepOf(step);
  return index >= 0 || !isStep(instead) ? index : steps.indexOf(instead);
};

/** The nearest living step: itself, where it was moved to, or the beginning of the road. */
const living = (road: RoadId, id: string | undefined): StepId => {
  const step = isStep(id) ? id : moved.get(id ?? "");
  return step !== undefined && indexIn(road, step) >= 0 ? step : (roadOf(road).steps[0] ?? "open");
};

/** The place of a step on a road. What is no road or no step (any more) leads to the nearest there is: every old button works. */
export const placeOf = (roadId: string | undefined, stepId: string | undefined): Place => {
  const road = isRoad(roadId) ? roadId : "bot";
  const { from, then, steps } = roadOf(road);
  const step = living(road, stepId);
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

/** Whether a road has this step, or one it stands in for. */
export const hasStep = (road: RoadId, step: string): step is StepId =>
  isStep(step) && indexIn(road, step) >= 0;

/** The step of this road where a code is typed: this one, or the nearest before it. */
export const codeStepOf = ({ road, number }: Place): StepId | undefined =>
  roadOf(road)
    .steps.slice(0, number)
    .findLast((step) => needsCode(step));

/** Whether a kind of phone has to be known on a road. */
export const asksDevice = (road: RoadId): boolean => roadOf(road).steps.some((step) => isDiffering(step));

/** Where somebody goes on who has handed the key over here; the same place when that lies behind them. */
export const placeAfterKey = (place: Place): Place => {
  const there = placeOf(place.road, handOver);
  const past = place.number > there.number || there.step !== handOver;
  return past || !isStep(there.next) ? place : placeOf(place.road, there.next);
};

/** What may be wrong, on this kind of phone. */
export const troublesFor = (ids: readonly TroubleId[], device: Device | undefined): readonly TroubleId[] =>
  ids.filter((id) => {
    const { device: only } = troubleOf(id);
    return only === undefined || device === undefined || only === device;
  });

/** The file of a step's picture. */
export const pictureOf = (step: StepId, device: Device | undefined): string | undefined => {
  const { picture } = stepOf(step);
  return typeof picture === "object" ? picture[device ?? devices[0]] : picture;
};

/** A step on the road the person is on, or on the first that has it. */
export const stepWithin = (step: StepId, road: RoadId | undefined): StepRef => {
  const having = [...(road === undefined ? [] : [road]), ...roadIds].find((one) => hasStep(one, step));
  return { road: having ?? "bot", step };
};

/** What is kept of where a person stands: `road/step` and, once it is known, `/device`. */
export interface Journey extends StepRef {
  readonly device: Device | undefined;
}

/** As it is kept. */
export const packJourney = ({ road, step, device }: Journey): string =>
  [road, step, ...(device === undefined ? [] : [device])].join("/");

/** Reads what was kept, by this version or an earlier one, which kept the step alone. */
export const unpackJourney = (kept: string): Journey => {
  const parts = kept.split("/");
  const [road, step, device] = parts.length === 1 ? ["bot", kept] : parts;
  const { road: onRoad, step: atStep } = placeOf(road, step);
  return { road: onRoad, step: atStep, device: devices.find((known) => known === device) };
};

/** Where a road shows how the QR code is captured; people who are not on one that does are shown the first. */
export const captureStep = (kept: string | undefined): StepRef => {
  const { road } = unpackJourney(kept ?? "");
  const step = (["screenshot", "copyKey"] as const).find((one) => hasStep(road, one));
  return step === undefined ? { road: "bot", step: "screenshot" } : { road, step };
};
