import type { ChatContents } from "../../vault/chat-contents.ts";

/** How many keys a chat can keep; those that were deleted and can be restored count too, as the same number again. */
export const maxKeys = 50;

/** How many keys can wait for the user to say whether to keep them. */
export const maxUndecidedKeys = 100;

/** How many pictures of a chat wait to be read: two albums. */
export const maxWaitingPictures = 20;

/** How many more keys the chat can keep. @param replaced how many of its keys go to the bin meanwhile */
export const roomForKeys = ({ keys, deletedKeys }: ChatContents, replaced = 0): number =>
  Math.max(0, Math.min(maxKeys - keys.length + replaced, 2 * maxKeys - keys.length - deletedKeys.length));

/** How many more undecided keys the chat can hold. */
export const roomForUndecided = ({ undecidedKeys }: ChatContents): number =>
  Math.max(0, maxUndecidedKeys - undecidedKeys.length);
