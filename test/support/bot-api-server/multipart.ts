/** One file of a multipart body. */
export interface Upload {
  readonly fileName: string;
  readonly mimeType: string;
  readonly bytes: Uint8Array;
}

/** A form as it came: text fields and files, by field name. */
export interface Form {
  readonly fields: Record<string, string>;
  readonly files: Map<string, Upload>;
}

const parameter = (header: string, name: string): string | undefined => {
  const quoted = new RegExp(`[;\\s]${name}="([^"]*)"`, "i").exec(header)?.[1];
  return quoted ?? new RegExp(`[;\\s]${name}=([^;"\\r\\n]*)`, "i").exec(header)?.[1]?.trim();
};

/**
 * Splits a multipart/form-data body (RFC 7578). Lenient about header case, spaces and quotes: bot libraries
 * write `content-disposition:form-data;name="x";filename=y`, which `Response.formData()` refuses.
 * @param contentType the whole Content-Type header, with its boundary
 * @throws Error when the boundary is missing or a part has no name
 */
export const readMultipart = (body: Buffer, contentType: string): Form => {
  const boundary = parameter(contentType, "boundary");
  if (!boundary) throw new Error("multipart body without a boundary");
  const form: Form = { fields: {}, files: new Map() };
  const mark = Buffer.from(`--${boundary}`);
  let at = body.indexOf(mark);
  for (;;) {
    const start = at + mark.length + 2;
    const end = body.indexOf(mark, start);
    if (at < 0 || end < 0) return form;
    readPart(body.subarray(start, end - 2), form);
    at = end;
  }
};

const readPart = (part: Buffer, form: Form): void => {
  const split = part.indexOf("\r\n\r\n");
  const head = part.subarray(0, split).toString();
  const bytes = part.subarray(split + 4);
  const disposition = /^content-disposition:(.*)$/im.exec(head)?.[1] ?? "";
  const name = parameter(disposition, "name");
  if (split < 0 || !name) throw new Error("multipart part without a name");
  const fileName = parameter(disposition, "filename");
  if (fileName === undefined) form.fields[name] = bytes.toString();
  else {
    const mimeType = /^content-type:\s*(\S+)/im.exec(head)?.[1] ?? "application/octet-stream";
    form.files.set(name, { fileName, mimeType, bytes: new Uint8Array(bytes) });
  }
};
