import type { JsonObject, JsonValue } from '@app/kernel';
import { ModelError } from '@app/model';

/** Which passed-through fields are refused. */
export interface PassthroughRules {
  /** Names that only the adapter writes, present in the body or not. */
  owned: readonly string[];
  provider: string;
}

/**
 * The adapter's body with the caller's own fields beside it, unchanged. Throws `unsupported_parameter` with the name of
 * a field that the adapter writes itself, because two writers of one field would hide one of them.
 */
export function mergePassthrough(
  own: JsonObject,
  passthrough: Readonly<Record<string, JsonValue>> | undefined,
  rules: PassthroughRules,
): JsonObject {
  if (passthrough === undefined) return own;
  for (const name of Object.keys(passthrough)) {
    if (!Object.hasOwn(own, name) && !rules.owned.includes(name)) continue;
    throw new ModelError(
      'unsupported_parameter',
      `This parameter cannot be passed to the provider ${rules.provider}; leave it out.`,
      { provider: rules.provider, param: name },
    );
  }
  return { ...passthrough, ...own };
}
