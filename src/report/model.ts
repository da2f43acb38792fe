/**
 * The report's contract: `build.ts` makes a `ReportModel` from an analysis, and every format (HTML, Markdown, Word, PDF)
 * renders it without knowing anything else. Plain data, no functions, so that it travels as JSON into the browser.
 *
 * Every string that came from a capture has been through `visibleText` already: no control and no bidirectional
 * characters. It is still only text: renderers must escape it for their format.
 */
import type { Direction } from '../analyzer/model.ts';
import type { Language } from '../base/language.ts';

export interface ReportModel {
  readonly version: 1;
  readonly language: Language;
  readonly title: string;
  readonly subtitle: string | null;
  /** Course, student, number, teacher, date: a null value is a line to be filled in by hand. */
  readonly titlePage: readonly TitleField[];
  /** Comes before everything else: whether the capture is whole, and what it lacks. */
  readonly completeness: Callout;
  readonly sections: readonly Section[];
  /** Where HTML finds the names of steps and findings to filter packets by. */
  readonly jumps: readonly Jump[];
}

export interface TitleField {
  readonly field: 'course' | 'student' | 'number' | 'teacher' | 'date';
  readonly label: string;
  readonly value: string | null;
}

export interface Section {
  /** Stable, unique, kebab-case: the anchor in HTML and the name that a template uses. */
  readonly id: string;
  /** `3.2`, or null for an unnumbered section. */
  readonly number: string | null;
  readonly title: string;
  readonly blocks: readonly Block[];
  readonly sections: readonly Section[];
}

/** `off` is for what simply does not hold: nothing good or bad about it. */
export type Tone = 'good' | 'note' | 'warning' | 'bad' | 'off';

export interface Callout {
  readonly kind: 'callout';
  readonly tone: Tone;
  readonly title: string;
  readonly text: Inlines;
}

export type Inline =
  | string
  | { readonly kind: 'code' | 'strong' | 'hash'; readonly text: string }
  /** What one side of a connection sent: red for the client, blue for the server. */
  | { readonly kind: 'said'; readonly by: Direction; readonly text: string }
  /** The name of a side, in its colour. */
  | { readonly kind: 'side'; readonly by: Direction; readonly text: string }
  /** From one packet to another. */
  | { readonly kind: 'range'; readonly first: number; readonly last: number }
  /** Links to packets; `more` counts those that are not listed. */
  | { readonly kind: 'frames'; readonly frames: readonly number[]; readonly more: number }
  | { readonly kind: 'stream'; readonly stream: number }
  | { readonly kind: 'filter'; readonly text: string }
  | { readonly kind: 'verdict'; readonly tone: Tone; readonly text: string }
  | { readonly kind: 'section'; readonly id: string; readonly text: string };

export type Inlines = readonly Inline[];

export interface Column {
  readonly title: string;
  readonly align: 'left' | 'right' | 'center';
}

export interface Table {
  readonly kind: 'table';
  readonly caption: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Inlines[])[];
  /** Said under the table when rows were left out. */
  readonly note: string | null;
}

export interface DialogueLine {
  readonly direction: Direction;
  readonly kind: 'command' | 'reply' | 'data' | 'gap';
  readonly text: string;
  readonly frames: readonly number[];
  /** Seconds since the capture's first packet. */
  readonly at: number;
}

export interface Dialogue {
  readonly kind: 'dialogue';
  readonly caption: string;
  readonly stream: number;
  readonly client: string;
  readonly server: string;
  readonly lines: readonly DialogueLine[];
  readonly note: string | null;
}

export interface Figure {
  readonly kind: 'figure';
  /** Unique in the report. */
  readonly id: string;
  readonly caption: string;
  /** What the figure shows, in words, for those who can't see it. */
  readonly description: string;
  readonly width: number;
  readonly height: number;
  readonly svg: SvgNode;
}

/** An SVG element as data: text is text, attributes are our own, so no renderer needs to trust a string of markup. */
export interface SvgNode {
  readonly tag: string;
  readonly attributes: { readonly [name: string]: string | number };
  readonly children: readonly (SvgNode | string)[];
}

export type Block =
  | { readonly kind: 'paragraph'; readonly text: Inlines }
  | { readonly kind: 'list'; readonly ordered: boolean; readonly items: readonly Inlines[] }
  /** Labels and values: one a line, or all in a line where `compact`. */
  | {
      readonly kind: 'facts';
      readonly compact: boolean;
      readonly items: readonly { readonly label: string; readonly value: Inlines }[];
    }
  | Table
  | Figure
  | Dialogue
  | Callout
  /** Text as it stood in a file, a mail or a terminal. */
  | { readonly kind: 'code'; readonly caption: string | null; readonly text: string; readonly note: string | null }
  /** A Wireshark display filter to copy, and what it shows. */
  | { readonly kind: 'filter'; readonly text: string; readonly shows: string }
  /** Left for the student to write. */
  | { readonly kind: 'blank'; readonly prompt: string; readonly lines: number };

export interface Jump {
  readonly kind: 'step' | 'finding' | 'check';
  readonly id: string;
  readonly title: string;
  readonly frames: readonly number[];
  /** For a step: every frame from `frames[0]` to `frames[1]`. */
  readonly range: boolean;
}

/** What the caller knows and the analysis does not. */
export interface ReportOptions {
  readonly title: string | null;
  readonly course: string | null;
  readonly student: string | null;
  readonly studentNumber: string | null;
  readonly teacher: string | null;
  /** The day on the title page; never taken from the clock here. */
  readonly date: string | null;
  /** Passwords were blacked out: the report says so. */
  readonly redacted: boolean;
}
