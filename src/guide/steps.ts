/** One step of the road. */
interface Step {
  /** Names the step's texts and travels in buttons: never reuse one for another step. */
  readonly id: string;
  /** The person needs a login code here. */
  readonly needsCode?: true;
}

/**
 * The road from opening the page to a working Ügyfélkapu+, in order. The texts are `guide:steps.<id>` in
 * locales/hu; the labels come from what is known of the portal.
 */
export const steps = [
  { id: "open" },
  { id: "login" },
  { id: "apply" },
  { id: "continue" },
  { id: "screenshot" },
  { id: "send" },
  { id: "password" },
  { id: "code", needsCode: true },
  { id: "save" },
  { id: "cancellationCode" },
  { id: "finish" },
  { id: "firstLogin", needsCode: true },
  { id: "tidyUp" },
] as const satisfies readonly Step[];

/** The id of a step. */
export type StepId = (typeof steps)[number]["id"];
