import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { keys, startAppFixture } from "../support/app-fixture.ts";

/**
 * What the bot does with each field of a message in a private chat:
 * - `read`: reads a key in it. `answered`: cannot use it, and says so with a next step.
 * - `beside`: stands beside a text, which is answered all the same.
 * - `silent`: Telegram's own notice, or something that users do not send to the bot; no answer.
 */
type Use = "read" | "answered" | "beside" | "silent";

const fieldsBy: Record<Use, string> = {
  read: "text caption rich_message checklist",
  answered: `animation audio document live_photo paid_media photo sticker story video video_note voice contact dice game
    poll venue location invoice`,
  beside: `message_id message_thread_id direct_messages_topic from sender_chat sender_boost_count sender_business_bot
    sender_tag date guest_query_id business_connection_id chat forward_origin is_topic_message is_automatic_forward
    reply_to_message external_reply quote reply_to_story reply_to_checklist_task_id reply_to_poll_option_id via_bot
    guest_bot_caller_user guest_bot_caller_chat edit_date has_protected_content is_from_offline is_paid_post
    media_group_id author_signature paid_star_count entities link_preview_options suggested_post_info effect_id
    caption_entities show_caption_above_media has_media_spoiler reply_markup`,
  silent: `new_chat_members left_chat_member chat_owner_left chat_owner_changed new_chat_title new_chat_photo
    delete_chat_photo group_chat_created supergroup_chat_created channel_chat_created message_auto_delete_timer_changed
    migrate_to_chat_id migrate_from_chat_id pinned_message successful_payment refunded_payment users_shared chat_shared
    gift unique_gift gift_upgrade_sent connected_website write_access_allowed passport_data proximity_alert_triggered
    boost_added chat_background_set checklist_tasks_done checklist_tasks_added direct_message_price_changed
    forum_topic_created forum_topic_edited forum_topic_closed forum_topic_reopened general_forum_topic_hidden
    general_forum_topic_unhidden giveaway_created giveaway giveaway_winners giveaway_completed managed_bot_created
    paid_message_price_changed poll_option_added poll_option_deleted suggested_post_approved
    suggested_post_approval_failed suggested_post_declined suggested_post_paid suggested_post_refunded
    video_chat_scheduled video_chat_started video_chat_ended video_chat_participants_invited web_app_data`,
};

/** What the bot does with each kind of update; it does not ask for those that are `unwanted`. */
const updatesBy = {
  handled: "message edited_message callback_query my_chat_member",
  unwanted: `channel_post edited_channel_post business_connection business_message edited_business_message
    deleted_business_messages guest_message message_reaction message_reaction_count inline_query chosen_inline_result
    shipping_query pre_checkout_query purchased_paid_media poll poll_answer chat_member chat_join_request chat_boost
    removed_chat_boost managed_bot`,
};

interface Field {
  readonly types: readonly string[];
}
const path = new URL("../support/bot-api-server/bot-api.json", import.meta.url);
const { types } = JSON.parse(readFileSync(path, "utf8")) as {
  types: Record<string, { fields: Record<string, Field>; subtypes?: string[] }>;
};

/** A value of a type of the Bot API: of its required fields, and of no more depth than needed. */
const sampleOf = (type: string, depth = 6): unknown => {
  const inner = /^Array of (.*)$/.exec(type)?.[1];
  if (inner !== undefined) return [sampleOf(inner, depth)];
  if (type === "Integer" || type === "Float") return 1;
  if (type === "Boolean") return true;
  const { fields = {}, subtypes = [] } = types[type] ?? {};
  if (type === "String" || type === "RichText" || depth === 0) return "x";
  if (subtypes[0] !== undefined) return sampleOf(subtypes[0], depth - 1);
  const required = Object.entries(fields).filter(([, field]) => (field as { required?: boolean }).required);
  return Object.fromEntries(
    required.map(([name, field]) => [name, sampleOf(field.types[0] ?? "", depth - 1)]),
  );
};

const messageFields = types["Message"]?.fields ?? {};
const sampleField = (name: string) => sampleOf(messageFields[name]?.types[0] ?? "");
const namesOf = (list: string) => list.split(/\s+/);

test("every field of a message and of an update is classified once", () => {
  const fields = Object.values(fieldsBy).flatMap(namesOf);
  expect(fields.toSorted()).toEqual(Object.keys(messageFields).toSorted());
  const updates = ["update_id", ...Object.values(updatesBy).flatMap(namesOf)];
  expect(updates.toSorted()).toEqual(Object.keys(types["Update"]?.fields ?? {}).toSorted());
});

test("the bot asks only for the updates that it handles", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  await app.after(anna, anna.say("/sugo"));
  const asked = app.telegram.calls.find(({ method }) => method === "getUpdates");
  const allowed = asked?.params["allowed_updates"];
  expect(allowed).toEqual(namesOf(updatesBy.handled));
});

describe("a key is read", () => {
  const holders: Record<string, (key: string) => Record<string, unknown>> = {
    text: (text) => ({ text }),
    caption: (caption) => ({ video_note: sampleField("video_note"), caption }),
    rich_message: (text) => ({ rich_message: { blocks: [{ type: "paragraph", text }] } }),
    checklist: (text) => ({
      checklist: {
        title: "Teendők",
        tasks: [
          { id: 1, text: "kenyér" },
          { id: 2, text },
        ],
      },
    }),
  };
  test.each(namesOf(fieldsBy.read))("in %s", async (field) => {
    const app = await startAppFixture();
    const anna = app.person();
    await app.after(anna, anna.sendContent(holders[field]?.(keys.anna) ?? {}));
    expect(anna.sees("Megvan a kulcsod")).toBe(true);
    expect(anna.screen.some(({ from }) => from === "me")).toBe(false);
  });
});

test.each(namesOf(fieldsBy.answered))("%s is answered, with a way on", async (field) => {
  const app = await startAppFixture();
  const anna = app.person();
  const { text, buttons } = await app.after(anna, anna.sendContent({ [field]: sampleField(field) }));
  // The sample files do not exist.
  app.allowRefused("getFile");
  expect(anna.screen.filter(({ from }) => from === "bot")).toHaveLength(1);
  expect(text).not.toContain("Most nem sikerült");
  expect(buttons.length > 0 || text.includes("!")).toBe(true);
});

/** Fields without which a message is none, or that decide whose it is (senders.test.ts). */
const essential = ["message_id", "date", "chat", "from", "is_topic_message", "message_thread_id"];
test("what stands beside a text does not keep it from being answered", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  app.allowRefused("getFile");
  for (const field of namesOf(fieldsBy.beside).filter((name) => !essential.includes(name))) {
    const before = anna.screen.length;
    await app.after(anna, anna.sendContent({ text: "/kulcsok", [field]: sampleField(field) }));
    const said = anna.screen.slice(before).filter(({ from }) => from === "bot");
    expect(
      said.map(({ text }) => text),
      field,
    ).toEqual([expect.stringContaining("Még nincs nálam kulcsod")]);
  }
});

test("what needs no answer gets none", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  for (const field of namesOf(fieldsBy.silent)) {
    await anna.sendContent({ [field]: sampleField(field) });
    await app.settled();
    expect(anna.last?.text, field).toBeUndefined();
  }
});

test("the steps of a live location and the votes of a poll are answered once", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  for (const field of ["location", "poll"]) {
    const sent = await anna.sendContent({ [field]: sampleField(field) });
    await app.settled();
    const count = anna.screen.length;
    await anna.editContent(sent, { [field]: sampleField(field) });
    await app.settled();
    expect(anna.screen).toHaveLength(count);
  }
});
