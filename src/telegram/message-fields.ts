import type { Message } from "grammy/types";

/**
 * Telegram's own notices, and what users never send to a bot like this one: passed over in silence. Most come only in
 * groups and channels, but the Bot API does not say so of each.
 */
const serviceFields = [
  ...["new_chat_members", "left_chat_member", "new_chat_title", "new_chat_photo", "delete_chat_photo"],
  ...["group_chat_created", "supergroup_chat_created", "channel_chat_created", "managed_bot_created"],
  ...["chat_owner_left", "chat_owner_changed", "migrate_to_chat_id", "migrate_from_chat_id"],
  ...["message_auto_delete_timer_changed", "pinned_message", "chat_background_set", "connected_website"],
  ...["write_access_allowed", "users_shared", "chat_shared", "passport_data", "web_app_data"],
  ...["proximity_alert_triggered", "boost_added", "checklist_tasks_done", "checklist_tasks_added"],
  ...["forum_topic_created", "forum_topic_edited", "forum_topic_closed", "forum_topic_reopened"],
  ...[
    "general_forum_topic_hidden",
    "general_forum_topic_unhidden",
    "poll_option_added",
    "poll_option_deleted",
  ],
  ...["gift", "unique_gift", "gift_upgrade_sent", "successful_payment", "refunded_payment"],
  ...["giveaway_created", "giveaway", "giveaway_winners", "giveaway_completed"],
  ...["paid_message_price_changed", "direct_message_price_changed"],
  ...["suggested_post_approved", "suggested_post_approval_failed", "suggested_post_declined"],
  ...["suggested_post_paid", "suggested_post_refunded"],
  ...["video_chat_scheduled", "video_chat_started", "video_chat_ended", "video_chat_participants_invited"],
  ...["community_chat_joined", "community_chat_added", "community_chat_removed"],
] as const satisfies readonly (keyof Message)[];

/** Whether a message says something that needs no answer. */
export const isServiceMessage = (message: Message): boolean =>
  serviceFields.some((field) => message[field] !== undefined);
