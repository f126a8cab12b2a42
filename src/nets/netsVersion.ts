/**
 * Version of the numbers that training and its tail estimates give. Raised with every change that alters a bit of them, so
 * that results stored before it are computed again.
 */
export const NETS_VERSION = 4;
