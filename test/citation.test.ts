/** CITATION.cff by the rules of the Citation File Format 1.2.0. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { packageFolder } from '../src/packageFolder.js';

const text = { type: 'string', minLength: 1 };
const web = { type: 'string', pattern: '^https://' };
const version = { type: ['string', 'number'] };
const entity = {
  type: 'object',
  required: ['name'],
  properties: { name: text },
  additionalProperties: false,
};
const person = {
  type: 'object',
  required: ['family-names', 'given-names'],
  properties: {
    'family-names': text,
    'given-names': text,
    orcid: { type: 'string', pattern: '^https://orcid.org/' },
  },
  additionalProperties: false,
};
const authors = { type: 'array', minItems: 1, items: { anyOf: [person, entity] } };
const identifiers = {
  type: 'array',
  items: {
    type: 'object',
    required: ['type', 'value'],
    properties: { type: { enum: ['doi', 'url', 'swh', 'other'] }, value: text, description: text },
    additionalProperties: false,
  },
};
const reference = {
  type: 'object',
  required: ['type', 'title', 'authors'],
  properties: {
    ...{
      type: { enum: ['article', 'book', 'conference-paper', 'software'] },
      title: text,
      authors,
      identifiers,
    },
    ...{
      conference: entity,
      year: { type: 'integer' },
      url: web,
      doi: { type: 'string', pattern: '^10\\.' },
    },
  },
  additionalProperties: false,
};

/** The fields of the format that we use; every other is a slip of the pen. */
const schema = {
  type: 'object',
  required: ['cff-version', 'message', 'title', 'authors'],
  properties: {
    ...{
      'cff-version': { const: '1.2.0' },
      message: text,
      title: text,
      type: { enum: ['software', 'dataset'] },
    },
    ...{ authors, version, license: text, url: web, 'repository-code': web, identifiers },
    'date-released': { type: 'string', pattern: '^\\d{4}-\\d\\d-\\d\\d$' },
    keywords: { type: 'array', minItems: 1, uniqueItems: true, items: text },
    references: { type: 'array', items: reference },
  },
  additionalProperties: false,
};

const isCitation = new Ajv({ allowUnionTypes: true }).compile(schema);
const read = (name: string): string => readFileSync(join(packageFolder(), name), 'utf8');
const citation = parse(read('CITATION.cff')) as Record<string, unknown>;

describe('CITATION.cff', () => {
  it('is a citation file', () => {
    isCitation(citation);
    expect(isCitation.errors).toBeNull();
  });

  it('is of this version and licence', () => {
    const manifest = JSON.parse(read('package.json')) as Record<string, unknown>;
    expect([citation.version, citation.license]).toEqual([manifest.version, manifest.license]);
  });

  it.each([
    ['without authors', { ...citation, authors: [] }],
    ['with a field that there is not', { ...citation, author: 'me' }],
    ['of another format', { ...citation, 'cff-version': '1.1.0' }],
    [
      'with a reference that has no title',
      { ...citation, references: [{ type: 'article', authors: citation.authors }] },
    ],
  ])('%s would be found', (_what, wrong) => {
    expect(isCitation(wrong)).toBe(false);
  });
});
