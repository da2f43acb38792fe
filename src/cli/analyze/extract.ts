/** `--extract DIR`: files and mails recovered from the wire, written into a directory and listed. */
import type { AppResults } from '../../analyzer/apps/app.ts';
import type { Mail } from '../../analyzer/model.ts';
import type { Language, Localized } from '../../base/language.ts';
import { ArtifactDirectory } from '../../controller/artifact-directory.ts';
import { cannotWrite } from '../cannot-write.ts';
import { harmless } from '../terminal.ts';

const NOTHING: Localized = { en: 'no files or mails were found', zh: '没有找到文件或邮件' };
const MISSING: Localized = { en: '{n} bytes are missing', zh: '缺少 {n} 字节' };

/** Paths in the analysis are relative to DIR. Throws `InputError` when DIR can't be made. */
export function openExtraction(path: string): ArtifactDirectory {
  try {
    return new ArtifactDirectory(path, { relativeTo: path });
  } catch (error) {
    throw cannotWrite(path, error);
  }
}

/** One line a file: path, size, SHA-256, and what is missing. Throws `InputError` when something could not be written. */
export function listExtracted(directory: ArtifactDirectory, apps: AppResults, language: Language): string {
  if (directory.failure) throw cannotWrite(directory.path, directory.failure);
  const known = contentsByPath(apps);
  const lines = directory.written.map(({ path, bytes }) => {
    const { sha256 = '', missing = 0 } = known.get(path) ?? {};
    const lack = missing > 0 ? `  ${MISSING[language].replace('{n}', String(missing))}` : '';
    return `${String(bytes).padStart(10)}  ${sha256.padEnd(64)}  ${harmless(path)}${lack}\n`;
  });
  return lines.length > 0 ? lines.join('') : `${NOTHING[language]}\n`;
}

interface Recovered {
  artifact: string | null;
  sha256: string;
  missing?: number;
}

function contentsByPath({ ftp, smtp, pop3 }: AppResults): Map<string, Recovered> {
  const mails: Mail[] = [...smtp, ...pop3].flatMap((session): Mail[] => session.messages);
  const contents: Recovered[] = [
    ...ftp.flatMap(({ transfers }) => transfers.flatMap(({ content }) => content ?? [])),
    ...mails.flatMap(({ content, attachments }): Recovered[] => [content, ...attachments]),
  ];
  return new Map(contents.flatMap((content) => (content.artifact === null ? [] : [[content.artifact, content]])));
}
