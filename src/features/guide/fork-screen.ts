import { forkOf, roadOf, type Destination, type ForkId } from "../../guide/roads.ts";
import type { TextKey, Translate } from "../../i18n.ts";
import { fixedCallbacks, callbacksWithArgs } from "../../chat/callback-data.ts";
import { buttons, type Screen } from "../../chat/screen.ts";

const leadsTo = (to: Destination): string => {
  if ("fork" in to) return callbacksWithArgs.fork.pack(to.fork);
  if ("look" in to)
    return callbacksWithArgs.look.pack({ road: to.look, step: roadOf(to.look).steps[0] ?? "open" });
  return callbacksWithArgs.step.pack({
    road: to.road,
    step: to.step ?? roadOf(to.road).steps[0] ?? "open",
  });
};

/** A question of the guide, or a side road's advice, with the ways on and back. @param username the bot's, for its link */
export const forkScreen = (t: Translate, fork: ForkId, username: string): Screen => {
  const { back, ways } = forkOf(fork);
  return {
    text: t(`forks:${fork}.text`, { link: `https://t.me/${username}` }),
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
