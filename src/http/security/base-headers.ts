/**
 * Headers of every answer. An API answer is data: no browser may guess its type, run, embed, index or store it. Pages
 * (documentation, web app) get their own content security policy.
 */
export const BASE_HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
} as const;
