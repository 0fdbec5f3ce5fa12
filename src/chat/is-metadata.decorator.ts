import { isJsonObject } from '@app/kernel';
import { ValidateBy } from 'class-validator';

const MAX_MEMBERS = 16;
const MAX_NAME_LENGTH = 64;
const MAX_VALUE_LENGTH = 512;

/** What a request says of itself for its provider: up to 16 texts of at most 512 characters, under names of at most 64. */
export const IsMetadata = (): PropertyDecorator =>
  ValidateBy({
    name: 'isMetadata',
    validator: {
      validate: isMetadata,
      defaultMessage: () =>
        `metadata must be an object of at most ${MAX_MEMBERS} texts, each of at most ${MAX_VALUE_LENGTH} characters under a ` +
        `name of 1 to ${MAX_NAME_LENGTH}`,
    },
  });

function isMetadata(value: unknown): boolean {
  if (!isJsonObject(value)) return false;
  const members = Object.entries(value);
  return members.length <= MAX_MEMBERS && members.every(isMember);
}

function isMember([name, value]: [string, unknown]): boolean {
  const isNamed = name.length > 0 && name.length <= MAX_NAME_LENGTH;
  return isNamed && typeof value === 'string' && value.length <= MAX_VALUE_LENGTH;
}
