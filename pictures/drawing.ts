/** A picture of the guide. */
export interface Drawing {
  /** The PNG's name; ".android" and ".iphone" where phones differ. */
  readonly name: string;
  /** What stands in the page's body. */
  readonly body: string;
  /** In pixels. */
  readonly height?: number;
}

/** In pixels; the same for all. */
export const width = 1080;
/** In pixels; where a drawing says nothing else. */
export const usualHeight = 900;
