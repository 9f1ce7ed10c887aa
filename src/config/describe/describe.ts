/** The texts that are made from the table of keys. `scripts/generate-docs.ts` writes them; a test compares. */
export { renderConfigurationDoc } from './describe-doc.ts';
export { renderExample } from './describe-example.ts';
export { renderSchema } from './describe-schema.ts';
