/** Whether everything is tried, as `npm run torture` does; else a quick part. */
export const whole = process.env.HEAVYTAIL_TORTURE !== undefined;
/** The seed of what is drawn: that of the call, or always the same. */
export const seed = process.env.HEAVYTAIL_TORTURE || 'torture';
