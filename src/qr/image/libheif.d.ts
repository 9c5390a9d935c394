/** The part of libheif-js that we use; the package has no types for this entry point. */
declare module "libheif-js/libheif-wasm/libheif-bundle.mjs" {
  interface HeifImage {
    /** Of libheif's `heif_image_handle`, for `heif_js_decode_image2`. */
    handle: object;
    get_width(): number;
    get_height(): number;
    is_primary(): boolean;
  }

  /** Interleaved pixels. `data`: a view of libheif's memory. `stride`: bytes from one row to the next. */
  interface HeifChannel {
    data: Uint8Array<ArrayBuffer>;
    width: number;
    height: number;
    stride: number;
  }

  interface Libheif {
    HeifDecoder: new () => { decode(bytes: Uint8Array): HeifImage[] };
    /** The memory of the instance; replaced when it grows. */
    readonly HEAPU8: Uint8Array<ArrayBuffer>;
    /** @returns the address of a `heif_security_limits` (libheif/heif_security.h), which every decoder copies */
    heif_get_global_security_limits(): number;
    heif_colorspace: { heif_colorspace_RGB: object };
    heif_chroma: { heif_chroma_interleaved_RGBA: object };
    /** @returns the pixels, or an error with a code; throws when libheif runs out of memory */
    heif_js_decode_image2(
      handle: object,
      colorspace: object,
      chroma: object,
    ): { channels: HeifChannel[] } | { code: object };
  }

  /** Compiles the WebAssembly in the package. Each call makes a new instance, which is garbage-collected as a whole. */
  export default function createLibheif(overrides: { printErr: (line: string) => void }): Libheif;
}
