import type { User } from "grammy/types";
import type { BotStanding, Chat } from "./chats.ts";
import type { Cloud } from "./cloud.ts";
import { tellDeed } from "./story.ts";
import type { Delivery } from "./updates.ts";

const memberJson = (cloud: Cloud, standing: BotStanding): Record<string, unknown> => {
  if (standing === "kicked") return { user: cloud.me, status: "kicked", until_date: 0 };
  return { user: cloud.me, status: standing === "member" ? "member" : "left" };
};

/**
 * Changes where the bot stands in a chat and tells it so (Bot API "ChatMemberUpdated", update my_chat_member).
 * @param by who did it
 */
export const setStanding = (cloud: Cloud, chat: Chat, by: User, standing: BotStanding): Delivery => {
  const before = chat.standing;
  chat.standing = standing;
  return cloud.push("my_chat_member", chat, {
    chat: chat.json(),
    from: by,
    date: cloud.seconds(),
    old_chat_member: memberJson(cloud, before),
    new_chat_member: memberJson(cloud, standing),
  });
};

/** The bot leaves a group by itself. */
export const leave = (cloud: Cloud, chat: Chat): void => {
  tellDeed(undefined, chat, "Bot", "kilépett");
  setStanding(cloud, chat, cloud.me, "left");
};
