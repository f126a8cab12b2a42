const COEFFICIENTS = [
  0.9999999999999971, 57.15623566586292, -59.59796035547549, 14.136097974741746, -0.4919138160976202,
  0.00003399464998481189, 0.00004652362892704858, -0.00009837447530487956, 0.0001580887032249125,
  -0.00021026444172410488, 0.00021743961811521265, -0.0001643181065367639, 0.00008441822398385275,
  -0.000026190838401581408, 0.0000036899182659531625,
];

/** log Gamma(x) for x > 0 to about 15 digits (Lanczos' approximation with Godfrey's coefficients). */
export function logGamma(x: number): number {
  const base = x + 5.2421875; // 607/128 + 1/2
  const sum = COEFFICIENTS.reduce((total, c, i) => (i === 0 ? c : total + c / (x + i)), 0);
  return (x + 0.5) * Math.log(base) - base + Math.log((2.5066282746310007 * sum) / x);
}

/** Gamma(x) for x > 0. */
export const gammaFunction = (x: number): number => Math.exp(logGamma(x));
