/** The parts of an OpenAPI schema that say what a value must be. */
export interface Schema {
  $ref?: string;
  type?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  enum?: unknown[];
  oneOf?: Schema[];
  anyOf?: Schema[];
  allOf?: Schema[];
  nullable?: boolean;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  additionalProperties?: unknown;
}

/** A POST route that takes JSON, as the OpenAPI document describes it. */
export interface DescribedRoute {
  path: string;
  schema: Schema;
}

/** Where a field is: names and positions from the root of the body. */
export type FieldPath = readonly (string | number)[];

/** A field of a body, nested ones included. */
export interface Field {
  path: FieldPath;
  schema: Schema;
  required: boolean;
}

interface Document {
  paths: Record<string, { post?: { requestBody?: { content?: Record<string, { schema: Schema }> } } }>;
  components: { schemas: Record<string, Schema> };
}

/** Every POST route of a document with the schema of its body. */
export function describedRoutes(document: object): DescribedRoute[] {
  const { paths } = document as Document;
  return Object.entries(paths).flatMap(([path, { post }]) => {
    const schema = post?.requestBody?.content?.['application/json']?.schema;
    return schema === undefined ? [] : [{ path, schema: resolve(schema, document) }];
  });
}

/** Every field of a body, depth first. The items of a list are represented by its first. */
export function fieldsOf(schema: Schema, document: object, at: FieldPath = []): Field[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    const field = resolve(property, document);
    const path = [...at, name];
    const nested = field.items === undefined ? field : resolve(field.items, document);
    const inside = fieldsOf(nested, document, field.items === undefined ? path : [...path, 0]);
    return [{ path, schema: field, required: schema.required?.includes(name) ?? false }, ...inside];
  });
}

/** The places of a body that hold an object of known fields, the body itself first. */
export function objectsOf(schema: Schema, document: object): FieldPath[] {
  const parents = fieldsOf(schema, document).map(({ path }) => path.slice(0, -1));
  return [...new Map(parents.map((path) => [JSON.stringify(path), path])).values()];
}

/** Follows references; a reference with something beside it, as `allOf` of one, counts as both. */
function resolve(schema: Schema, document: object): Schema {
  const { $ref, allOf, ...own } = schema;
  const target = $ref ?? (allOf?.length === 1 ? allOf[0]?.$ref : undefined);
  if (target === undefined) return schema;
  const name = target.slice(target.lastIndexOf('/') + 1);
  return { ...(document as Document).components.schemas[name], ...own };
}
