/** The warning of an answer that says that the question is not for this model. */
export const OUT_OF_SCOPE = 'out_of_scope';

/** What the model says to a question that it was not made for. One line, so that no reader takes it for several steps. */
export const OUT_OF_SCOPE_REPLY =
  'This is stepwise-mini, the small demo model that comes with Stepwise. It was made for one thing: short arithmetic word problems with small whole numbers, such as "Tom has 3 bags of 4 apples and eats 2. How many are left?". Your question is something else, so it does not try. For a model that can answer it, start the server with a key of a provider: ANTHROPIC_API_KEY=your-key npm start (OPENAI_API_KEY, MISTRAL_API_KEY and DEEPSEEK_API_KEY work the same way, and LOCAL_MODEL_PATH takes a GGUF file).';
