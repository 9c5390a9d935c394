// The JSON that the server sends to the page. The page's type check uses these types too.

/** Formatting of a part of a text, counted in UTF-16 units (Bot API, MessageEntity); "heading": of a rich message. */
export interface Mark {
  readonly type: string;
  readonly offset: number;
  readonly length: number;
  readonly url?: string;
  readonly unix_time?: number;
  readonly date_time_format?: string;
  /** Of a heading, from 1, the largest, to 6. */
  readonly size?: number;
}

/** An inline button. Without `copy` and `url`, pressing it sends a callback query. */
export interface ButtonView {
  readonly label: string;
  readonly style?: string;
  readonly copy?: string;
  readonly url?: string;
}

/** A message as it is now. */
export interface MessageView {
  readonly id: number;
  readonly mine: boolean;
  readonly kind: string;
  readonly text: string;
  readonly marks: readonly Mark[];
  readonly rows: readonly (readonly ButtonView[])[];
  readonly photo?: { readonly src: string; readonly width: number; readonly height: number };
  readonly file?: { readonly src: string; readonly name: string; readonly size: number };
  /** The same for the pictures of an album. */
  readonly album?: string;
  /** Whether the bot has taken the user's message; it has always taken its own. */
  readonly taken: boolean;
  readonly edited: boolean;
  /** Seconds since 1970. */
  readonly date: number;
}

/** "stopped": killed, and not started again. */
export type RobotState = "starting" | "running" | "stopping" | "stopped";

/** A user's whole chat. It is small, so every change sends all of it, and a lost connection loses nothing. */
export interface ChatView {
  readonly person: string;
  readonly robot: RobotState;
  /** How far the demo's clock is ahead of the machine's, in ms. */
  readonly ahead: number;
  readonly typing: boolean;
  /** Whether a pressed button is waiting for the bot's answer. */
  readonly spinning: boolean;
  /** The last answer with a text to a pressed button; `at` distinguishes answers. */
  readonly popup?: { readonly at: number; readonly text: string; readonly alert: boolean };
  readonly description: string;
  readonly commands: readonly { readonly command: string; readonly description: string }[];
  /** The labels under the input field. */
  readonly keyboard: readonly (readonly string[])[];
  readonly messages: readonly MessageView[];
}

/** A table of the bot's database with some of its rows, blobs in hex. */
export interface TableView {
  readonly name: string;
  readonly count: number;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** What the panel shows. */
export interface PanelView {
  readonly robot: RobotState;
  readonly pid: number;
  readonly ahead: number;
  readonly tables: readonly TableView[];
  /** Newest first, as `calls`; times are in ms since 1970. */
  readonly log: readonly { readonly at: number; readonly level: string; readonly text: string }[];
  readonly calls: readonly {
    readonly at: number;
    readonly method: string;
    readonly summary: string;
    readonly ok: boolean;
  }[];
}
