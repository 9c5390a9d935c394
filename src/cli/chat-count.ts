/** A number of chats in words, for example `1 chat`. */
export const chatCount = (chats: number): string => (chats === 1 ? "1 chat" : `${chats} chats`);
