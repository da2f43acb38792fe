/** The languages that wirelab speaks; every text that a person reads exists in each of them. */
export const LANGUAGES = ['en', 'zh'] as const;

export type Language = (typeof LANGUAGES)[number];

/** A text in every language. */
export type Localized = Readonly<Record<Language, string>>;

/** The language of a POSIX locale name such as `zh_CN.UTF-8`; English where it is neither English nor Chinese. */
export function languageOfLocale(locale: string | undefined): Language {
  return locale?.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

/** A text that may be the same in every language: another program's words, a name, a command. */
export type Text = string | Localized;

export function inLanguage(text: Text, language: Language): string {
  return typeof text === 'string' ? text : text[language];
}

/** Writes a text in every language, for texts that are made of others. */
export function localize(write: (language: Language) => string): Localized {
  return { en: write('en'), zh: write('zh') };
}

/** Fills each `{name}` of a text, in each language with that language's words; a name without a value stays as it is. */
export function fillIn(text: Localized, values: { readonly [name: string]: Text | number }): Localized {
  return localize((language) =>
    text[language].replace(/\{(\w+)\}/g, (whole, name: string) => {
      const value = values[name];
      return value === undefined ? whole : typeof value === 'number' ? String(value) : inLanguage(value, language);
    }),
  );
}
