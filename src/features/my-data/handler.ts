import { Composer, InputFile } from "grammy";
import { fixedCallbacks } from "../../chat/callback-data.ts";
import { dataFile, dataScreen, fileNotShown, hasNothing, secretsWarning } from "./screens.ts";
import { noticeScreen, rightsPart, storedPart, whoPart } from "./notice.ts";
import { secretsFile } from "./secret-screens.ts";
import type { Context } from "../../telegram/context.ts";
import { dayOf } from "../../clock/local-time.ts";
import type { Deps } from "../deps.ts";
import { respond, reply, sendFile } from "../../chat/reply.ts";
import { showSecret } from "../../chat/show-secret.ts";

type DataDeps = Pick<Deps, "t" | "clock" | "log" | "operator" | "retentionDays">;

/** "adataim", "mit tudsz rólam" and the like, as a whole message. */
const asksForData =
  /^\/?(adataim|az adataim|mi(ket|t)? (tudsz|tárolsz|tarolsz|őrzöl|orzol|jegyeztél meg|jegyeztel meg) r[óo]lam)[.!?]*$/i;

/** How long a file with secrets stays in the chat. */
const secretsFileShownMs = 600_000;

/** Shows what is stored of the user. */
export const showData = async (
  { t, retentionDays }: Pick<DataDeps, "t" | "retentionDays">,
  ctx: Context,
  show: typeof reply = reply,
): Promise<void> => show(ctx, dataScreen(t, await ctx.session.inspect(), retentionDays));

/** The data notice; and what is stored of the user: to read, and as a file, which is made in memory. */
export const myDataHandler = (deps: DataDeps): Composer<Context> => {
  const { t, clock } = deps;
  const composer = new Composer<Context>();

  composer.command(["adatkezeles", "privacy"], (ctx) => reply(ctx, noticeScreen(t)));
  composer.hears(/^\/?adatkezel[ée]s[.!?]*$/i, (ctx) => reply(ctx, noticeScreen(t)));
  composer.callbackQuery(fixedCallbacks.privacy, (ctx) => respond(ctx, noticeScreen(t)));
  composer.callbackQuery(fixedCallbacks.noticeStored, (ctx) => respond(ctx, storedPart(t, deps)));
  composer.callbackQuery(fixedCallbacks.noticeWho, (ctx) => respond(ctx, whoPart(t, deps)));
  composer.callbackQuery(fixedCallbacks.noticeRights, (ctx) => respond(ctx, rightsPart(t)));

  const show = (ctx: Context) => showData(deps, ctx);
  composer.command("adataim", show);
  composer.hears(asksForData, show);
  composer.callbackQuery(fixedCallbacks.data, (ctx) => showData(deps, ctx, respond));

  composer.callbackQuery(fixedCallbacks.dataFile, async (ctx) => {
    const contents = await ctx.session.inspect();
    if (hasNothing(contents)) return showData(deps, ctx, respond);
    const { name, text, caption } = dataFile(t, contents, dayOf(clock.now()));
    await sendFile(ctx, new InputFile(Buffer.from(text), name), caption);
  });

  composer.callbackQuery(fixedCallbacks.askDataSecrets, (ctx) => respond(ctx, secretsWarning(t)));
  composer.callbackQuery(fixedCallbacks.dataSecrets, async (ctx) => {
    const contents = await ctx.session.inspect();
    if (hasNothing(contents)) return showData(deps, ctx, respond);
    const now = clock.now();
    await showSecret(deps, ctx, {
      placeholder: { text: t("data:making") },
      secret: () => secretsFile(t, contents, dayOf(now)),
      failed: fileNotShown(t),
      end: (messageId) => ({ kind: "delete-message", messageId }),
      until: now + secretsFileShownMs,
      // The user may want to save it.
      isProtected: false,
    });
  });
  return composer;
};
