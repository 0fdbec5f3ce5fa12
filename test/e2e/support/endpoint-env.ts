/** Environment that offers an upstream as endpoint `up` with two models: `plain`, which only writes text, and `thinker`. */
export function endpointEnv(url: string): Record<string, string> {
  return {
    DEFAULT_COT_MODEL: 'up/plain',
    PROVIDERS_JSON: JSON.stringify({
      endpoints: [
        {
          name: 'up',
          baseUrl: `${url}/v1`,
          models: [
            { name: 'plain', reasoning: { control: 'none' }, price: { input: 2, output: 10 }, tools: true },
            { name: 'thinker', reasoning: { control: 'always' }, contextWindow: 8192, tools: true },
          ],
        },
      ],
    }),
  };
}
