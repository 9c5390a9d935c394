import { forkOf, roadOf, type Destination, type ForkId } from "../../guide/roads.ts";
import type { TextKey, Translate } from "../../i18n.ts";
import { fixedCallbacks, callbacksWithArgs } from "../../chat/callback-data.ts";
import { buttons, type Screen } from "../../chat/screen.ts";

const leadsTo = (to: Destination): string =>
  "fork" in to
    ? callbacksWithArgs.fork.pack(to.fork)
    : callbacksWithArgs.step.pack({ road: to.road, step: roadOf(to.road).steps[0] ?? "open" });

/** A question of the guide, or a side road's advice, with the ways on and back. */
export const forkScreen = (t: Translate, fork: ForkId): Screen => {
  const { back, ways } = forkOf(fork);
  return {
    text: t(`forks:${fork}.text`),
    keyboard: buttons(
      // Which ways a fork has is data; a test compares it with the texts.
      ...Object.entries(ways).map(([way, to]) => ({
        label: t(`forks:${fork}.ways.${way}` as TextKey),
        does: leadsTo(to),
      })),
      back === undefined ? undefined : { label: t("guide:back"), does: callbacksWithArgs.fork.pack(back) },
      back === undefined || Object.keys(ways).length < 2
        ? { label: t("start:home"), does: fixedCallbacks.home }
        : undefined,
    ),
  };
};
