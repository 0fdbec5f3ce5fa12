import { tinyGguf, writeTinyGguf, type TinyGgufOptions } from '@app/testing';

const LIKE_SHIPPED: TinyGgufOptions = {
  controls: ['<|direct|>', '<|cot|>', '<|answer|>'],
  tied: true,
  keyHeads: 1,
  contextLength: 128,
};

/** A small random model that is asked like the shipped one. Equal options give equal bytes. */
export function smallModel(options: TinyGgufOptions = {}): Buffer {
  return tinyGguf({ ...LIKE_SHIPPED, ...options });
}

/** Writes it into a folder of its own and returns its path. */
export function writeSmallModel(): string {
  return writeTinyGguf(LIKE_SHIPPED);
}
