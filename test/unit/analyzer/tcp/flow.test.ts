import { expect, test } from 'vitest';
import { Flow } from '../../../../src/analyzer/tcp/flow.ts';

/** Every field gets a value that a new flow does not have. */
function scribble(object: object): void {
  for (const [key, value] of Object.entries(object)) {
    if (value !== null && typeof value === 'object') scribble(value as object);
    else if (key !== 'index') Reflect.set(object, key, typeof value === 'boolean' ? !value : 'used');
  }
}

test('used, then reset: as new', () => {
  const flow = new Flow(1, 4, 2, 3);
  scribble(flow);
  expect(flow.low.window).toBe('used');
  flow.reset(7, 6, 80, 443);
  expect(flow).toStrictEqual(new Flow(7, 6, 80, 443));
});
