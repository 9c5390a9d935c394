import { InlineKeyboard } from "grammy";

/** What the person sees: a text in Telegram's HTML and the buttons under it. */
export interface Screen {
  /** With a picture at most 1,024 characters, entities aside; longer, it goes without the picture. */
  readonly text: string;
  /** Above the text: `locales/hu/pictures/<picture>.png`. */
  readonly picture?: string;
  readonly keyboard?: InlineKeyboard;
}

/** One button: its words, and what it does or what it copies to the clipboard. */
export type Button =
  | { readonly label: string; readonly does: string; readonly style?: "danger" | "success" | "primary" }
  | { readonly label: string; readonly copies: string };

/** Buttons under each other, so that long words fit on a narrow phone; what is `undefined` is left out. */
export const buttons = (...rows: readonly (Button | undefined)[]): InlineKeyboard =>
  InlineKeyboard.from(
    rows
      .filter((button) => button !== undefined)
      .map((button) => {
        if ("copies" in button) return [InlineKeyboard.copyText(button.label, button.copies)];
        const plain = InlineKeyboard.text(button.label, button.does);
        return [button.style === undefined ? plain : { ...plain, style: button.style }];
      }),
  );
