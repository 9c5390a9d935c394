const drawn = (path: string, size = 72, box = 48, width = 4) =>
  `<svg width="${size}" height="${size}" viewBox="0 0 ${box} ${box}" style="stroke-width:${width}">${path}</svg>`;

/** Line icons, all with the same stroke. */
export const icon = {
  lock: drawn('<rect x="9" y="21" width="30" height="22" rx="5"/><path d="M15 21v-7a9 9 0 0 1 18 0v7"/>', 52),
  search: drawn('<circle cx="21" cy="21" r="13"/><path d="m31 31 11 11"/>', 60),
  more: drawn('<path d="M24 9v.1M24 24v.1M24 39v.1"/>', 60, 48, 8),
  plus: drawn('<path d="M24 8v32M8 24h32"/>', 72, 48, 6),
  clip: drawn(
    '<path d="m40 22-17 17a10 10 0 0 1-15-14L26 8a7 7 0 0 1 10 10L19 35a3 3 0 0 1-5-5l15-15"/>',
    84,
  ),
  camera: drawn('<path d="M5 14h9l4-6h12l4 6h9v27H5z"/><circle cx="24" cy="26" r="8"/>', 84),
  globe: drawn(
    '<circle cx="24" cy="24" r="19"/><path d="M5 24h38M24 5c-14 12-14 26 0 38M24 5c14 12 14 26 0 38"/>',
    72,
  ),
  key: drawn('<circle cx="14" cy="24" r="9"/><path d="M23 24h21v9M36 24v7"/>', 68, 48, 5),
  pin: drawn('<path d="M17 6h14M20 6v13l-7 9h22l-7-9V6M24 28v14"/>', 76),
  /** The icons of an Android phone's navigation bar. */
  lines: drawn('<path d="M12 10v28M24 10v28M36 10v28"/>', 84, 48, 5),
  roundSquare: drawn('<rect x="9" y="9" width="30" height="30" rx="9"/>', 84, 48, 5),
  square: drawn('<rect x="10" y="10" width="28" height="28" rx="2"/>', 84, 48, 5),
  circle: drawn('<circle cx="24" cy="24" r="15"/>', 84, 48, 5),
  angle: drawn('<path d="M31 9 15 24l16 15"/>', 84, 48, 5),
  check: drawn('<path d="m9 25 10 11L40 11"/>', 68, 48, 7),
  cross: drawn('<path d="M9 9c10 10 20 20 30 30M39 8C29 19 19 29 9 40"/>', 92, 48, 8),
  smallCross: drawn('<path d="M10 10l28 28M38 10 10 38"/>', 56, 48, 5),
  down: drawn('<path d="m10 17 14 14 14-14"/>', 60, 48, 6),
  up: drawn('<path d="m10 31 14-14 14 14"/>', 60, 48, 6),
  back: drawn('<path d="M30 8 14 24l16 16"/>', 60, 48, 5),
  forward: drawn('<path d="m18 8 16 16-16 16"/>', 60, 48, 5),
  share: drawn('<path d="M24 30V6m-9 8 9-9 9 9M15 21H9v22h30V21h-6"/>', 60),
  upArrow: drawn('<path d="M24 40V9m-13 13L24 8l13 14"/>', 76, 48, 6),
  send: drawn('<path d="M6 8l37 16L6 40l5-16zM11 24h16"/>', 72),
  menu: drawn('<path d="M7 12h34M7 24h34M7 36h34"/>', 60),
  letter: drawn('<rect x="4" y="10" width="40" height="29" rx="4"/><path d="m6 13 18 15 18-15"/>', 72),
  picture: drawn(
    '<rect x="5" y="8" width="38" height="32" rx="5"/><circle cx="16" cy="19" r="4"/><path d="m6 37 12-11 8 8 7-7 10 9"/>',
    72,
  ),
};
