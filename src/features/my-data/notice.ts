import { fixedCallbacks } from "../../chat/callback-data.ts";
import { buttons, type Button, type Screen } from "../../chat/screen.ts";
import type { Translate } from "../../i18n.ts";

/** What the data notice depends on. */
export interface NoticeFacts {
  /** Who runs this bot and how to reach them, in their own words: the controller (GDPR, Article 13 (1) a). */
  readonly operator: string | undefined;
  /** Days without use after which a user is warned that everything will be erased; 0: never. */
  readonly retentionDays: number;
}

const toStored = (t: Translate): Button => ({
  label: t("privacy:toStored"),
  does: fixedCallbacks.noticeStored,
});
const toWho = (t: Translate): Button => ({ label: t("privacy:toWho"), does: fixedCallbacks.noticeWho });
const toRights = (t: Translate): Button => ({
  label: t("privacy:toRights"),
  does: fixedCallbacks.noticeRights,
});
const toData = (t: Translate): Button => ({ label: t("privacy:data"), does: fixedCallbacks.data });
const back = (t: Translate): Button => ({ label: t("privacy:back"), does: fixedCallbacks.privacy });

/** The data notice in brief, with buttons to its parts. */
export const noticeScreen = (t: Translate): Screen => ({
  text: t("privacy:text"),
  keyboard: buttons(toStored(t), toWho(t), toRights(t), toData(t), {
    label: t("start:home"),
    does: fixedCallbacks.home,
  }),
});

/** What is stored, and for how long. */
export const storedPart = (t: Translate, { retentionDays }: NoticeFacts): Screen => ({
  text: t("privacy:stored", {
    idle: retentionDays === 0 ? "" : t("privacy:idle", { number: retentionDays }),
  }),
  keyboard: buttons(toWho(t), back(t)),
});

/** Who can see it, who is responsible for it, and on what legal basis. */
export const whoPart = (t: Translate, { operator }: NoticeFacts): Screen => ({
  text: t("privacy:who", {
    controller: operator === undefined ? t("privacy:noOperator") : t("privacy:operator", { operator }),
  }),
  keyboard: buttons(toRights(t), back(t)),
});

/** The user's rights, and how to use them. */
export const rightsPart = (t: Translate): Screen => ({
  text: t("privacy:rights"),
  keyboard: buttons(toData(t), { label: t("privacy:erase"), does: fixedCallbacks.askErase }, back(t)),
});
