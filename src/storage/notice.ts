/** What the operator tells all users, such as an outage. */
export interface Notice {
  readonly text: string;
  /** ms since 1970; also tells a notice from the next one. */
  readonly from: number;
  /** ms since 1970. */
  readonly until: number;
}

/** A notice as it is stored. */
export const packNotice = (notice: Notice): Uint8Array => Buffer.from(JSON.stringify(notice));

/** Reverses {@link packNotice}. */
export const unpackNotice = (stored: Uint8Array): Notice =>
  JSON.parse(Buffer.from(stored).toString()) as Notice;
