import { ERROR_CODES, ERROR_TYPES } from '@app/contracts';
import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { PRODUCT_VERSION } from './product-version';

/** The one error body, as every operation may answer it. */
const ERROR_BODY_SCHEMA = {
  type: 'object',
  required: ['error'],
  properties: {
    error: {
      type: 'object',
      required: ['type', 'code', 'message', 'requestId', 'docs'],
      properties: {
        type: { type: 'string', enum: [...ERROR_TYPES] },
        code: { type: 'string', enum: [...ERROR_CODES] },
        message: { type: 'string', description: 'What was wrong and what to do.' },
        param: { type: 'string', description: 'The request field at fault.', example: 'messages[0].content' },
        currentVersion: { type: 'integer', description: 'The version that is there now; with version_conflict.' },
        requestId: { type: 'string', description: 'As in the X-Request-Id header.' },
        docs: {
          type: 'string',
          description: 'Where the code is explained.',
          example: 'docs/errors.md#invalid_parameter',
        },
      },
    },
  },
};

/** Describes every route of the app. The same document is served under /docs/openapi.json and checked in as docs/openapi.json. */
export function createOpenApiDocument(app: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle('Stepwise')
    .setDescription('One API over many models, every answer with its reasoning as ordered steps.')
    .setVersion(PRODUCT_VERSION)
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addServer('/')
    .addBearerAuth(
      {
        type: 'http',
        scheme: 'bearer',
        bearerFormat: 'API key or token',
        description:
          'An API key, or a token of the identity provider. Not needed where none is demanded (docs/security.md).',
      },
      'bearer',
    )
    .addSecurityRequirements('bearer')
    .build();
  return withErrors(SwaggerModule.createDocument(app, config));
}

/** Every operation may answer the error body; writing that at each would only be noise. */
function withErrors(document: OpenAPIObject): OpenAPIObject {
  const components = { ...document.components };
  components.schemas = { ...components.schemas, ErrorBody: ERROR_BODY_SCHEMA };
  const content = { 'application/json': { schema: { $ref: '#/components/schemas/ErrorBody' } } };
  for (const path of Object.values(document.paths)) {
    for (const operation of [path.get, path.post, path.put, path.patch, path.delete]) {
      if (operation !== undefined)
        operation.responses['default'] = { description: 'An error; see docs/errors.md.', content };
    }
  }
  return { ...document, components };
}
