/** The languages that wirelab speaks; every text that a person reads exists in each of them. */
export const LANGUAGES = ['en', 'zh'] as const;

export type Language = (typeof LANGUAGES)[number];

/** A text in every language. */
export type Localized = Readonly<Record<Language, string>>;

/** The language of a POSIX locale name such as `zh_CN.UTF-8`; English where it is neither English nor Chinese. */
export function languageOfLocale(locale: string | undefined): Language {
  return locale?.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}
