/** JSON schema of notebook format 4.5, as files have it: texts are strings or lists of lines. */

const multiline = { oneOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }] };
const object = { type: 'object' };
const mimeData = {
  type: 'object',
  additionalProperties: multiline,
  // JSON types hold any value.
  patternProperties: { '^[a-zA-Z0-9-]+/(.*\\+)?json$': {} },
};

const record = (properties: Record<string, object>, optional: string[] = []): object => ({
  type: 'object',
  properties,
  required: Object.keys(properties).filter((name) => !optional.includes(name)),
  additionalProperties: false,
});

const count = { type: ['integer', 'null'], minimum: 0 };

const outputs = {
  stream: record({ output_type: { const: 'stream' }, name: { type: 'string' }, text: multiline }),
  display_data: record({ output_type: { const: 'display_data' }, data: mimeData, metadata: object }),
  execute_result: record({
    output_type: { const: 'execute_result' },
    data: mimeData,
    metadata: object,
    execution_count: count,
  }),
  error: record({
    output_type: { const: 'error' },
    ename: { type: 'string' },
    evalue: { type: 'string' },
    traceback: { type: 'array', items: { type: 'string' } },
  }),
};

/** One of several shapes, told apart by a property, so that an error is about the shape that was meant. */
const tagged = (property: string, shapes: Record<string, object>): object => ({
  type: 'object',
  required: [property],
  discriminator: { propertyName: property },
  oneOf: Object.values(shapes),
});

const cellId = { type: 'string', pattern: '^[a-zA-Z0-9-_]{1,64}$' };
const cellMetadata = {
  type: 'object',
  properties: {
    tags: { type: 'array', items: { type: 'string', pattern: '^[^,]+$' }, uniqueItems: true },
    name: { type: 'string', minLength: 1 },
  },
};
const cell = (type: string): Record<string, object> => ({
  cell_type: { const: type },
  id: cellId,
  metadata: cellMetadata,
  source: multiline,
});
const attachments = { type: 'object', additionalProperties: mimeData };

const cells = {
  code: record({
    ...cell('code'),
    execution_count: count,
    outputs: { type: 'array', items: tagged('output_type', outputs) },
  }),
  markdown: record({ ...cell('markdown'), attachments }, ['attachments']),
  raw: record({ ...cell('raw'), attachments }, ['attachments']),
};

export const nbformatSchema = {
  ...record({
    nbformat: { const: 4 },
    nbformat_minor: { type: 'integer', minimum: 5 },
    metadata: {
      type: 'object',
      properties: {
        kernelspec: {
          type: 'object',
          required: ['name', 'display_name'],
          properties: { name: { type: 'string' }, display_name: { type: 'string' } },
        },
        language_info: { type: 'object', required: ['name'], properties: { name: { type: 'string' } } },
      },
    },
    cells: { type: 'array', items: tagged('cell_type', cells) },
  }),
};
