import type { Api } from "grammy";
import type { BotCommand } from "grammy/types";

/** How the bot presents itself before one writes to it. */
export interface BotProfile {
  readonly commands: readonly BotCommand[];
  /** Shown in the empty chat; at most 512 characters. */
  readonly description: string;
  /** Shown on the profile and in shared links; at most 120 characters. */
  readonly shortDescription: string;
}

const sameCommands = (a: readonly BotCommand[], b: readonly BotCommand[]) =>
  a.length === b.length &&
  a.every(({ command, description }, i) => command === b[i]?.command && description === b[i].description);

/** Brings the bot's profile at Telegram up to date; sets only what differs, since the setters are rationed. */
export const updateBotProfile = async (api: Api, profile: BotProfile): Promise<void> => {
  if (!sameCommands(await api.getMyCommands(), profile.commands)) await api.setMyCommands(profile.commands);
  const { description } = await api.getMyDescription();
  if (description !== profile.description) await api.setMyDescription(profile.description);
  const { short_description: shortDescription } = await api.getMyShortDescription();
  if (shortDescription !== profile.shortDescription)
    await api.setMyShortDescription(profile.shortDescription);
};
