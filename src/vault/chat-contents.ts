import type { Key } from "../totp/key.ts";
import type { CancellationCode, CancellationCodes } from "./cancellation-codes.ts";
import type { Chats } from "./chats.ts";
import { binPrefix } from "./keys.ts";
import { keyPrefix, offerPrefix, stepId, type DueJob, type Job } from "./records.ts";
import { DecryptionError } from "./seal.ts";

/** Everything there is of a chat, for its person alone. Times in ms since 1970. */
export interface Portrait {
  readonly keys: readonly { readonly name: string; readonly key: Key; readonly added: number }[];
  /** How many keys were deleted and can be restored yet. */
  readonly deleted: number;
  /** How many keys wait for the person to say whether they are to be kept. */
  readonly offers: number;
  readonly cancellation: CancellationCode | undefined;
  /** How many times digits wait for the person to say whether they are their törlőkód. */
  readonly numbers: number;
  /** Where they stand in the guide, as it is kept. */
  readonly step: string | undefined;
  readonly jobs: readonly { readonly kind: Job["kind"]; readonly dueAt: number }[];
  /** Something is kept, but does not open. */
  readonly damaged: boolean;
}

const blank = { keys: [], deleted: 0, offers: 0, cancellation: undefined, numbers: 0, step: undefined };

/** Tells people what there is of them. */
export const portray = async (
  chats: Chats,
  codes: CancellationCodes,
  chatId: number,
  planned: readonly DueJob[],
): Promise<Portrait> => {
  const jobs = planned.map(({ job: { kind }, dueAt }) => ({ kind, dueAt }));
  try {
    const read = await chats.read(chatId, (chat) => ({
      keys: chat.keys(keyPrefix).map(({ name, key, added }) => ({ name, key, added })),
      deleted: chat.keys(binPrefix).length,
      offers: chat.keys(offerPrefix).length,
      step: chat.text(stepId),
    }));
    if (read === undefined) return { ...blank, jobs, damaged: false };
    const [cancellation, numbers] = [await codes.kept(chatId), await codes.offers(chatId)];
    return { ...read, cancellation, numbers, jobs, damaged: false };
  } catch (thrown) {
    if (!(thrown instanceof DecryptionError)) throw thrown;
    return { ...blank, jobs, damaged: true };
  }
};
