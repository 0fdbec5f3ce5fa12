import type { ModelDescriptor, ModelRequest } from '@app/model';
import type { MessageCreateParamsBase, Tool, ToolChoice } from '@anthropic-ai/sdk/resources/messages';
import { refusal } from './refusal';

/**
 * The tools of a request and how they may be used. Throws `unsupported_parameter` for a forced call while the model
 * thinks, which the API refuses.
 */
export function anthropicTools(
  descriptor: ModelDescriptor,
  request: ModelRequest,
  thinks: boolean,
): Pick<MessageCreateParamsBase, 'tools' | 'tool_choice'> {
  if (request.tools === undefined || request.tools.length === 0) return {};
  const tools = request.tools.map(({ name, description, parameters, strict }): Tool => ({
    name,
    // The API wants an object schema even for a tool without arguments.
    input_schema: { ...parameters, type: 'object' },
    ...(description === undefined ? {} : { description }),
    ...(strict === undefined ? {} : { strict }),
  }));
  const choice = toolChoice(request);
  if (thinks && (choice?.type === 'any' || choice?.type === 'tool')) {
    const message = `The model ${descriptor.id} cannot be forced to call a tool while it reasons. Let it choose (auto), or ask for effort none.`;
    throw refusal(descriptor, 'toolChoice', message);
  }
  return choice === undefined ? { tools } : { tools, tool_choice: choice };
}

function toolChoice({ toolChoice, passthrough }: ModelRequest): ToolChoice | undefined {
  const single = passthrough?.['parallel_tool_calls'] === false ? { disable_parallel_tool_use: true } : {};
  switch (toolChoice) {
    case undefined:
      return passthrough?.['parallel_tool_calls'] === false ? { type: 'auto', ...single } : undefined;
    case 'auto':
      return { type: 'auto', ...single };
    case 'none':
      return { type: 'none' };
    case 'required':
      return { type: 'any', ...single };
    default:
      return { type: 'tool', name: toolChoice.name, ...single };
  }
}
