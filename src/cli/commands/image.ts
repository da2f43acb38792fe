/** `wirelab image build|save|load|prune`: the Docker images, for engines that can't build them themselves. */
import { UsageError } from '../../base/errors.ts';
import type { Localized } from '../../base/language.ts';
import { IMAGE_KINDS, type ImageKind } from '../../runtime/docker/image-content.ts';
import { say } from '../messages.ts';
import { PACKAGE_ROOT } from '../package.ts';
import { removeLeftOvers } from '../runtimes.ts';
import { log, print } from '../terminal.ts';
import type { CommandContext, MakeCommand } from './command.ts';

const ACTIONS = ['build', 'save', 'load', 'prune'] as const;

interface ImageArguments {
  readonly action: (typeof ACTIONS)[number];
  readonly file: string | undefined;
  readonly image: ImageKind;
  readonly base: string | undefined;
}

export const makeImage: MakeCommand = (context) => {
  const { language } = context;
  return {
    command: 'image <action> [file]',
    describe: say(language, 'image'),
    builder: (program) =>
      program
        .positional('action', { choices: ACTIONS, demandOption: true, describe: say(language, 'imageAction') })
        .positional('file', { type: 'string', describe: say(language, 'imageFile') })
        .option('image', { choices: IMAGE_KINDS, default: 'host', describe: say(language, 'imageKind') })
        .option('base', { type: 'string', requiresArg: true, describe: say(language, 'imageBase') }),
    handler: async (argv) => {
      await image(argv as unknown as ImageArguments, context);
      await removeLeftOvers();
    },
  };
};

/** Prints the names of the images, one a line. */
async function image(options: ImageArguments, { language }: CommandContext): Promise<void> {
  const { DockerRuntime } = await import('../../runtime/docker/docker-runtime.ts');
  const { action, image: kind, base } = options;
  const runtime = new DockerRuntime({ packageDirectory: PACKAGE_ROOT, ...(base === undefined ? {} : { base }) });
  const progress = (text: Localized): void => log(text[language]);
  switch (action) {
    case 'build':
      return print(await runtime.buildImage(kind, progress));
    case 'save':
      for (const name of await runtime.saveImage(kind, requireFile(options), progress)) print(name);
      return;
    case 'load':
      for (const name of await runtime.loadImages(requireFile(options))) print(name);
      return;
    case 'prune':
      for (const name of await runtime.pruneImages()) print(name);
  }
}

function requireFile({ action, file }: ImageArguments): string {
  if (file === undefined)
    throw new UsageError(
      { en: `image ${action} needs a file`, zh: `image ${action} 需要给出一个文件` },
      { hint: { en: `wirelab image ${action} FILE`, zh: `wirelab image ${action} 文件` } },
    );
  return file;
}
