/** The images of the lab's containers: built on first use, carried as files to machines without a network. */
import { createReadStream, createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { InputError, MachineError, messagesOf } from '../../base/errors.ts';
import { fillIn, type Localized } from '../../base/language.ts';
import { buildContext } from './build-context.ts';
import { type Docker, type Engine, engineMessage, explain, statusOf } from './engine.ts';
import { type ImageContent, type ImageKind, imageContent, plainName, REPOSITORY } from './image-content.ts';
import { MESSAGES } from './messages.ts';
import { readAnswers } from './modem.ts';

export const IMAGE_LABEL = {
  /** Marks an image as one of ours. */
  kind: 'wirelab.image',
  /** Id of the base image that it was built on. */
  base: 'wirelab.image.base',
} as const;

export type OnProgress = (text: Localized) => void;

export interface ImageRequest {
  readonly engine: Engine;
  readonly packageDirectory: string;
  /** Reference of the base image. */
  readonly base: string;
  readonly onProgress: OnProgress;
  /** All that the engine says while it pulls or builds, line by line. */
  readonly onLog?: (text: string) => void;
  readonly signal?: AbortSignal;
}

/** Builds of this process, so that hosts that need the same image wait for one build. */
const building = new Map<string, Promise<string>>();

/** Name of an image that holds just what this wirelab would put into it; builds it where the engine has none. */
export async function requireImage(kind: ImageKind, request: ImageRequest): Promise<string> {
  const base = kind === 'host' ? request.base : await requireImage('host', request);
  const content = imageContent(kind, request.packageDirectory, base);
  if (await isCurrent(content, request.engine)) return content.name;
  const key = `${request.engine.name}\0${content.name}`;
  const build = building.get(key) ?? buildImage(content, request).finally(() => building.delete(key));
  building.set(key, build);
  return build;
}

/** Builds the image again, whether or not it is there. */
export async function rebuildImage(kind: ImageKind, request: ImageRequest): Promise<string> {
  const base = kind === 'host' ? request.base : await requireImage('host', request);
  return buildImage(imageContent(kind, request.packageDirectory, base), request);
}

/** An image that was loaded from a file stands without its base; where the base is there, it must be the same one. */
async function isCurrent(content: ImageContent, engine: Engine): Promise<boolean> {
  const image = await inspect(engine, content.name);
  if (image === null) return false;
  const base = await inspect(engine, content.base);
  return base === null || image.Config.Labels?.[IMAGE_LABEL.base] === base.Id;
}

async function inspect({ docker, name }: Engine, image: string): Promise<Docker.ImageInspectInfo | null> {
  try {
    return await docker.getImage(image).inspect();
  } catch (error) {
    if (statusOf(error) === 404) return null;
    throw explain(error, name);
  }
}

async function buildImage(content: ImageContent, request: ImageRequest): Promise<string> {
  const { engine, onProgress, signal } = request;
  onProgress(fillIn(MESSAGES.building, { image: content.name }));
  await requireBase(content, request);
  const base = await inspect(engine, content.base);
  try {
    const context = Readable.from([await buildContext(content.directory, content.files)]);
    const answers = await engine.docker.buildImage(context, {
      t: content.name,
      dockerfile: content.dockerfile,
      buildargs: { BASE: content.base, ...proxies(process.env) },
      labels: { [IMAGE_LABEL.kind]: content.kind, [IMAGE_LABEL.base]: base?.Id ?? '' },
      rm: true,
      forcerm: true,
      ...(signal ? { abortSignal: signal } : {}),
    });
    await follow(request, answers);
    // For people and for docker-compose.yml, which know no hashes.
    await tagLatest(engine, content.name);
    return content.name;
  } catch (error) {
    throw explainBuild(error, content, engine);
  }
}

/** Build arguments that Docker knows by itself and keeps out of the image and its history; a build behind a proxy needs them. */
const PROXIES = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'http_proxy', 'https_proxy', 'no_proxy'];

function proxies(environment: NodeJS.ProcessEnv): { [name: string]: string } {
  return Object.fromEntries(PROXIES.flatMap((name) => (environment[name] ? [[name, environment[name]]] : [])));
}

async function tagLatest({ docker }: Engine, name: string): Promise<void> {
  await docker.getImage(name).tag({ repo: name.slice(0, name.lastIndexOf(':')), tag: 'latest' });
}

/** Pulls the base where the engine has none: the build itself would, but says less when it can't. */
async function requireBase(content: ImageContent, request: ImageRequest): Promise<void> {
  const { engine, onProgress, signal } = request;
  if ((await inspect(engine, content.base)) !== null) return;
  onProgress(fillIn(MESSAGES.pulling, { image: content.base }));
  try {
    const answers = await engine.docker.pull(content.base, signal ? { abortSignal: signal } : {});
    await follow(request, answers);
  } catch (error) {
    const full = explain(error, engine.name);
    if (full instanceof MachineError && /disk is full/.test(full.message)) throw full;
    const detail = oneLine(engineMessage(error));
    throw new MachineError(fillIn(MESSAGES.notPulled, { image: content.base, detail }), {
      hint: offlineHint(content.kind),
      cause: error,
    });
  }
}

/** What people can do where the engine can't get at a registry or at Debian's packages. */
function offlineHint(kind: ImageKind): Localized {
  const otherwise = kind === 'servers' ? MESSAGES.otherwiseOwnServer : MESSAGES.otherwiseNamespace;
  return fillIn(MESSAGES.offline, { kind: kind === 'host' ? '' : ` --image ${kind}`, otherwise });
}

function explainBuild(error: unknown, content: ImageContent, engine: Engine): Error {
  const doing = fillIn(MESSAGES.notBuilt, { image: content.name });
  const meaning = explain(error, engine.name, doing);
  if (meaning instanceof MachineError) return meaning;
  const detail = oneLine(engineMessage(error));
  return new MachineError(fillIn(MESSAGES.because, { doing, detail }), {
    hint: offlineHint(content.kind),
    cause: error,
  });
}

interface EngineAnswer {
  /** What a build prints. */
  readonly stream?: string;
  /** What a pull does; with `progress`, how far it is, many times a second. */
  readonly status?: string;
  readonly progress?: string;
  readonly error?: string;
}

/** Reads what the engine says while it pulls or builds; a build's steps are told. */
async function follow({ engine, onProgress, onLog }: ImageRequest, answers: NodeJS.ReadableStream): Promise<void> {
  await readAnswers<EngineAnswer>(engine.docker, answers, ({ stream, status, progress }) => {
    const text = (stream ?? (progress ? '' : (status ?? ''))).trim();
    if (text !== '') onLog?.(text);
    if (!/^Step \d+/.test(text)) return;
    const step = text.split('\n')[0]!.slice(0, 100);
    onProgress({ en: step, zh: step });
  });
}

function oneLine(text: string): string {
  return text.trim().split('\n').at(-1)?.slice(0, 300) ?? text;
}

/** dockerode has it, its types don't. */
interface ImagesGetter {
  getImages(options: { names: string[] }): Promise<NodeJS.ReadableStream>;
}

/** Writes images into a file that `loadImages`, or `docker load`, reads; what they share is in it once. */
export async function saveImages(engine: Engine, names: readonly string[], file: string): Promise<void> {
  let images: NodeJS.ReadableStream;
  try {
    images = await (engine.docker as unknown as ImagesGetter).getImages({ names: [...names] });
  } catch (error) {
    throw explain(error, engine.name, MESSAGES.notRead);
  }
  try {
    await pipeline(images, createWriteStream(file));
  } catch (cause) {
    throw new InputError(fillIn(MESSAGES.fileNotWritten, { file, detail: messagesOf(cause) }), {
      hint: MESSAGES.moreRoom,
      cause,
    });
  }
}

/** Gives the images of a file to the engine; returns their names. Throws `InputError` for a file that holds none of ours. */
export async function loadImages(engine: Engine, file: string): Promise<string[]> {
  const stream = createReadStream(file);
  const names: string[] = [];
  try {
    const answers = await Promise.race([
      engine.docker.loadImage(stream),
      new Promise<never>((_, reject) => stream.once('error', reject)),
    ]);
    await readAnswers<EngineAnswer>(engine.docker, answers, ({ stream }) => {
      const loaded = /^Loaded image: (.*)$/m.exec(stream ?? '')?.[1];
      // Podman tells them all in one line.
      if (loaded) names.push(...loaded.split(',').map(plainName));
    });
  } catch (cause) {
    const meaning = explain(cause, engine.name);
    if (meaning instanceof MachineError && (cause as NodeJS.ErrnoException).path !== file) throw meaning;
    const isOurs = (cause as NodeJS.ErrnoException).path === file;
    const detail = isOurs ? messagesOf(cause) : engineMessage(cause);
    throw new InputError(fillIn(MESSAGES.notLoaded, { file, detail }), { hint: MESSAGES.savedFile, cause });
  }
  const ours = names.filter((name) =>
    Object.values(REPOSITORY).some((repository) => name.startsWith(`${repository}:`)),
  );
  if (ours.length === 0) {
    throw new InputError(fillIn(MESSAGES.notOurs, { file }), { hint: MESSAGES.savedFile });
  }
  for (const name of ours) await tagLatest(engine, name);
  return ours;
}
