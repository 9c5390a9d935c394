import { InlineKeyboard } from "grammy";

/** What the user sees: a text in Telegram's HTML and the buttons under it. */
export interface Screen {
  /** With a picture at most 1,024 characters, entities aside; longer, it goes without the picture. */
  readonly text: string;
  /** Above the text: `locales/hu/pictures/<picture>.png`. */
  readonly picture?: string;
  readonly keyboard?: InlineKeyboard;
}

/** One button: its words, and what it does, what it copies to the clipboard or what page it opens. */
export type Button = { readonly label: string; readonly style?: "danger" | "success" | "primary" } & (
  | { readonly does: string }
  | { readonly copies: string }
  /** An https address. */
  | { readonly opens: string }
);

/** As many choices as a user can take in; Telegram allows a hundred buttons. */
export const maxChoices = 20;

/** The buttons of one row; what is `undefined` is left out. */
export type Row = Button | readonly (Button | undefined)[] | undefined;

const plainKey = (button: Button) => {
  if ("copies" in button) return InlineKeyboard.copyText(button.label, button.copies);
  if ("opens" in button) return InlineKeyboard.url(button.label, button.opens);
  return InlineKeyboard.text(button.label, button.does);
};

const keyOf = (button: Button) =>
  button.style === undefined ? plainKey(button) : { ...plainKey(button), style: button.style };

/**
 * Buttons under each other, so that long words fit on a narrow phone; several in a row only where they are short.
 * What is `undefined` is left out.
 */
export const buttons = (...rows: readonly Row[]): InlineKeyboard =>
  InlineKeyboard.from(
    rows
      .map((row) =>
        Array.isArray(row) ? (row as readonly (Button | undefined)[]) : [row as Button | undefined],
      )
      .map((row) => row.filter((button) => button !== undefined).map(keyOf))
      .filter((row) => row.length > 0),
  );
