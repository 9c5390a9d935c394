/** A number of things in words, for example `1 chat`. @param noun whose plural ends in s */
export const countOf = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;

/** A number of chats in words. */
export const chatCount = (chats: number): string => countOf(chats, "chat");
