/** What a person needs to know when the server is up. */
export interface BannerFacts {
  /** Address to open, such as `http://127.0.0.1:3000`. */
  url: string;
  /** One line per store: what runs, and whether it is embedded. */
  stores: readonly string[];
  providers: readonly { provider: string; available: boolean; how: string }[];
  /** The model that `auto` takes; absent when none can answer. */
  auto: string | undefined;
  /** True when that is the demo model that comes with the product. */
  autoIsDemo: boolean;
  /** What is odd about the settings, one line each. */
  warnings: readonly string[];
  needsKey: boolean;
  /** Milliseconds since the process began. */
  readyAfterMs: number;
}

/** The text that is printed once the server listens. */
export function startBanner(facts: BannerFacts): string {
  const { url, stores, auto, autoIsDemo, warnings, needsKey, readyAfterMs } = facts;
  const keyHeader = needsKey ? " -H 'Authorization: Bearer YOUR_KEY'" : '';
  return [
    '',
    `Stepwise is ready after ${(readyAfterMs / 1000).toFixed(1)} s: ${url}   (API: ${url}/docs)`,
    ...stores.map((store) => `  store      ${store}`),
    ...(auto === undefined
      ? [
          '  providers  none yet: set OPENAI_API_KEY, ANTHROPIC_API_KEY, MISTRAL_API_KEY or DEEPSEEK_API_KEY (in .env or the',
          '             environment), or an endpoint or a GGUF file as docs/providers.md shows, and start again',
        ]
      : []),
    ...shownProviders(facts).map(({ provider, how }) => `  provider   ${provider}: ${how}`),
    ...(auto === undefined ? [] : [`  auto       ${auto}`]),
    ...(autoIsDemo
      ? [
          '             For other questions set OPENAI_API_KEY, ANTHROPIC_API_KEY, MISTRAL_API_KEY or DEEPSEEK_API_KEY (in .env',
          '             or the environment), or an endpoint or a GGUF file as docs/providers.md shows, and start again',
        ]
      : []),
    ...warnings.map((warning) => `  warning    ${warning}`),
    '',
    'Try it:',
    `  curl -s ${url}/api/v1/chat${keyHeader} -H 'Content-Type: application/json' \\`,
    `    -d '{"message": "Tom has 3 bags of 4 apples and eats 2. How many are left?"}'`,
    '',
  ].join('\n');
}

/**
 * Vendors without a key are no news; a local file that was asked for and cannot run is. The demo model is news only while
 * nothing else answers.
 */
function shownProviders({ providers, auto, autoIsDemo }: BannerFacts): BannerFacts['providers'] {
  return providers.filter(({ provider, available }) => {
    if (provider === 'embedded') return autoIsDemo || auto === undefined;
    return available || provider === 'local';
  });
}
