/** What a server's configuration file says, by name. */
export type Settings = { readonly [name: string]: string };

/** One line a setting, with `between` after its name. */
export function configurationLines(settings: Settings, between: string): string {
  return Object.entries(settings)
    .map(([name, value]) => `${name}${between}${value}\n`)
    .join('');
}
