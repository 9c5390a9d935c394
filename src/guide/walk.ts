import { steps, type StepId } from "./steps.ts";

/** A person's place on the road. */
export interface Place {
  readonly step: StepId;
  /** From 1. */
  readonly number: number;
  readonly total: number;
  readonly back: StepId | undefined;
  readonly next: StepId | undefined;
  readonly needsCode: boolean;
}

/** The step where the key is handed over; a key that comes earlier brings the person here. */
const handOver: StepId = "send";

/** The place of a step. An id that is no step (any more) leads to the beginning: every old button works. */
export const placeOf = (id: string | undefined): Place => {
  const found = steps.findIndex((step) => step.id === id);
  const index = Math.max(0, found);
  const step = steps[index] ?? steps[0];
  return {
    step: step.id,
    number: index + 1,
    total: steps.length,
    back: steps[index - 1]?.id,
    next: steps[index + 1]?.id,
    needsCode: "needsCode" in step,
  };
};

/** Where somebody goes on who stood at `id` and has handed the key over. */
export const afterHandOver = (id: string): StepId => {
  const here = placeOf(id);
  const there = placeOf(handOver);
  return here.number <= there.number ? (there.next ?? there.step) : here.step;
};
