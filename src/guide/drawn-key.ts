/**
 * The key in the pictures of the guide, in base32. It belongs to no account: a user who sends it has sent one of our own
 * pictures.
 */
export const drawnKey = "MINTAANNAKULCSA2";
