import type { Api } from "grammy";
import type { BotCommand } from "grammy/types";

/** How the bot presents itself to someone who has not written to it yet. */
export interface BotProfile {
  readonly commands: readonly BotCommand[];
  /** Shown in the empty chat; at most 512 characters. */
  readonly description: string;
  /** Shown on the profile and in shared links; at most 120 characters. */
  readonly shortDescription: string;
}

const isSameCommands = (a: readonly BotCommand[], b: readonly BotCommand[]) =>
  a.length === b.length &&
  a.every(({ command, description }, i) => command === b[i]?.command && description === b[i].description);

/** Updates the menu of commands of one chat. Sets it only if it differs. */
export const updateChatCommands = async (
  api: Api,
  chatId: number,
  commands: readonly BotCommand[],
): Promise<void> => {
  const scope = { type: "chat", chat_id: chatId } as const;
  if (!isSameCommands(await api.getMyCommands({ scope }), commands))
    await api.setMyCommands(commands, { scope });
};

/** Updates the bot's profile at Telegram. Sets only what differs: Telegram limits how often the setters may be called. */
export const updateBotProfile = async (api: Api, profile: BotProfile): Promise<void> => {
  if (!isSameCommands(await api.getMyCommands(), profile.commands)) await api.setMyCommands(profile.commands);
  const { description } = await api.getMyDescription();
  if (description !== profile.description) await api.setMyDescription(profile.description);
  const { short_description: shortDescription } = await api.getMyShortDescription();
  if (shortDescription !== profile.shortDescription)
    await api.setMyShortDescription(profile.shortDescription);
};
