/** What paths a JSON Schema allows, flat: for `analysis-paths.json`, which docs/generate-schemas.mjs writes. */

interface JsonSchema {
  readonly properties?: { readonly [name: string]: JsonSchema };
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly additionalProperties?: JsonSchema | boolean;
}

/** `connections`, `connections[]`, `connections[].id`; `analysis{}` is a mapping with names of any kind. In the schema's order. */
export function pathsOf(schema: JsonSchema, at = ''): string[] {
  const here = (path: string, next: JsonSchema): string[] => [path, ...pathsOf(next, path)];
  const { properties = {}, items, anyOf = [], additionalProperties } = schema;
  const paths = [
    ...Object.entries(properties).flatMap(([name, next]) => here(at === '' ? name : `${at}.${name}`, next)),
    ...(items === undefined ? [] : here(`${at}[]`, items)),
    ...(typeof additionalProperties === 'object' ? here(`${at}{}`, additionalProperties) : []),
    ...anyOf.flatMap((next) => pathsOf(next, at)),
  ];
  return [...new Set(paths)];
}
