/**
 * The key in the guide's pictures, base32: "Minta Anna kulcsa" with the 2 that such keys may have. It opens nothing;
 * whoever sends it has sent us our own drawing.
 */
export const drawnKey = "MINTAANNAKULCSA2";
