/** An interval of 95 % confidence with its estimate. */
export interface Estimate {
  value: number;
  lower: number;
  upper: number;
}

/** The 97.5 % point of the standard normal distribution: both ends together leave 5 % out. */
export const Z_95 = 1.959963984540054;
