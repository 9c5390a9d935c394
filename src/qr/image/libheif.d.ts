/** The part of libheif-js that we use; the package has no types for this entry point. */
declare module "libheif-js/libheif-wasm/libheif-bundle.mjs" {
  interface HeifImage {
    get_width(): number;
    get_height(): number;
    is_primary(): boolean;
    /** Fills `target.data` with RGBA, then calls back, with null if the picture cannot be decoded. */
    display(
      target: { data: Uint8ClampedArray; width: number; height: number },
      done: (target: object | null) => void,
    ): void;
  }

  interface Libheif {
    HeifDecoder: new () => { decode(bytes: Uint8Array): HeifImage[] };
  }

  /** Compiles the WebAssembly in the package. Each call makes a new instance, which is garbage-collected as a whole. */
  export default function createLibheif(): Libheif;
}
