/** A picture of the guide. */
export interface Drawing {
  /** The PNG's name without extension; ends in ".android" or ".iphone" where phones differ. */
  readonly name: string;
  /** The HTML of the page's body. */
  readonly body: string;
  /** In pixels; {@link usualHeight} by default. */
  readonly height?: number;
}

/** In pixels; the same for all drawings. */
export const width = 1080;
/** In pixels; for drawings without a height of their own. */
export const usualHeight = 900;
