/** docker-modem, which carries dockerode's requests, as promises: for what dockerode itself has no method for. */
import type { Docker } from './engine.ts';

type DialOptions = Parameters<Docker['modem']['dial']>[0];

/** Sends a request; settles with what the engine answers: JSON, or the connection where the options ask for a stream. */
export function dial<T>(docker: Docker, options: DialOptions): Promise<T> {
  return new Promise((resolve, reject) => {
    docker.modem.dial(options, (error: unknown, answer: unknown) => (error ? reject(error) : resolve(answer as T)));
  });
}

/** Reads the answers to a request that takes long, one JSON object each, to the end. An error among them is thrown. */
export function readAnswers<T extends { readonly error?: string }>(
  docker: Docker,
  answers: NodeJS.ReadableStream,
  onAnswer: (answer: T) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    docker.modem.followProgress(
      answers,
      (error: Error | null) => (error ? reject(error) : resolve()),
      (answer: T) => (answer.error ? reject(new Error(answer.error)) : onAnswer(answer)),
    );
  });
}
