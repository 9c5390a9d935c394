import { leave } from "../membership.ts";
import { badRequest } from "../refusal.ts";
import { type Methods, reachableChat } from "./method.ts";

/** Bot API: "getChat", "leaveChat". */
export const groups: Methods = {
  getChat: (cloud, params) => {
    const chat = cloud.chats.get(Number(params.chat_id));
    if (!chat || chat.standing === "stranger") throw badRequest("chat not found");
    const accepted_gift_types = {
      unlimited_gifts: true,
      limited_gifts: true,
      unique_gifts: true,
      premium_subscription: true,
      gifts_from_channels: true,
    };
    return { ...chat.json(), accent_color_id: 0, max_reaction_count: 11, accepted_gift_types };
  },
  leaveChat: (cloud, params) => {
    const chat = reachableChat(cloud, params.chat_id);
    if (chat.type === "private") throw badRequest("chat member status can't be changed in private chats");
    leave(cloud, chat);
    return true;
  },
};
