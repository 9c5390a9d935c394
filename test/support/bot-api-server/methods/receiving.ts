import { Refusal } from "../refusal.ts";
import { tellDeed } from "../story.ts";
import type { Methods } from "./method.ts";

/** Bot API, "Getting updates", and the two methods that follow from an update: "getFile", "answerCallbackQuery". */
export const receiving: Methods = {
  getUpdates: (cloud, params, { gone }) => {
    if (cloud.webhook.current) {
      const words =
        "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first";
      throw new Refusal(409, `Conflict: ${words}`);
    }
    return cloud.polling.poll(params, gone);
  },
  setWebhook: (cloud, params) => {
    cloud.webhook.set(params);
    if (cloud.webhook.current) cloud.polling.end();
    return true;
  },
  deleteWebhook: (cloud, params) => {
    cloud.webhook.remove(params.drop_pending_updates === true);
    return true;
  },
  getWebhookInfo: (cloud) => cloud.webhook.info(),
  getFile: (cloud, params) => cloud.files.open(params.file_id),
  answerCallbackQuery: (cloud, params) => {
    const { callback_query_id: id, text = "", show_alert: alert = false } = params;
    const query = cloud.queries.answer(id, text, alert, cloud.now());
    if (text) tellDeed(undefined, query.message.chat, "Bot", `felugró: ${text}`);
    return true;
  },
};
