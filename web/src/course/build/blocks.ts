/** A lesson's Markdown taken apart into what its languages must have alike: headings and ::: blocks, with the prose between. */
import { CourseError } from './source.ts';

export const boxes = ['figure', 'table', 'try', 'quiz', 'note', 'slide'] as const;
/** Lessons have these; the documentation has others. */
export type BoxName = string;

interface Placed {
  source: string;
  /** In the file, from 1. */
  line: number;
}
export interface Prose extends Placed { kind: 'prose' }
export interface Heading extends Placed { kind: 'heading'; level: 2 | 3 }
export interface Box extends Placed { kind: 'box'; name: BoxName; argument: string }
export type Block = Prose | Heading | Box;

/** One language's text of a lesson. */
export interface LessonText {
  title: string;
  summary: string;
  blocks: Block[];
}

/** `where` is the file's name, for complaints; `allowed` the blocks there are. @throws CourseError */
export function split(markdown: string, where: string, allowed: readonly string[] = boxes): LessonText {
  const lines = markdown.replace(/\r/g, '').split('\n');
  const blocks: Block[] = [];
  let title = '', prose: Prose | undefined, box: Box | undefined, fence = false;
  const fail = (line: number, what: string): never => { throw new CourseError(`${where}:${line}`, what); };

  lines.forEach((text, i) => {
    const line = i + 1;
    if (/^\s*```/.test(text)) fence = !fence;
    const opening = fence ? null : /^:::\s*([a-z]+)\s*(.*)$/.exec(text), heading = fence || box ? null : /^(#{1,6})\s+(.+)$/.exec(text);
    if (!fence && /^:::\s*$/.test(text)) {
      if (!box) fail(line, 'this ":::" closes nothing');
      box!.source = box!.source.trim();
      box = undefined;
    } else if (opening) {
      if (box) fail(line, `"::: ${opening[1]}" inside "::: ${box.name}", which line ${box.line} opened and nothing closed`);
      if (!allowed.includes(opening[1])) fail(line, `there is no block "::: ${opening[1]}"; there are ${allowed.join(', ')}`);
      prose = undefined;
      blocks.push((box = { kind: 'box', name: opening[1], argument: opening[2].trim(), source: '', line }));
    } else if (heading) {
      prose = undefined;
      if (heading[1] === '#') {
        if (title || blocks.length) fail(line, 'a lesson has one title ("# …"), its first line');
        title = heading[2].trim();
      } else if (heading[1].length > 3) fail(line, 'headings go down to "###"');
      else blocks.push({ kind: 'heading', level: heading[1].length as 2 | 3, source: heading[2].trim(), line });
    } else if (box) box.source += `${text}\n`;
    else if (prose) prose.source += `${text}\n`;
    else if (text.trim()) {
      if (!title) fail(line, 'the first line must be the title, "# …"');
      blocks.push((prose = { kind: 'prose', source: `${text}\n`, line }));
    }
  });
  if (box) fail((box as Box).line, `"::: ${(box as Box).name}" is never closed`);

  const first = blocks[0];
  if (first?.kind !== 'prose') fail(1, 'the title is followed by a paragraph, the summary');
  const [summary, ...rest] = (first as Prose).source.split(/\n\s*\n/);
  const after = rest.join('\n\n').trim();
  if (after) blocks[0] = { kind: 'prose', source: after, line: first.line + summary.split('\n').length + 1 };
  else blocks.shift();
  return { title, summary: summary.trim().replace(/\s*\n\s*/g, ' '), blocks };
}

const nameOf = (block: Heading | Box): string => (block.kind === 'heading' ? '#'.repeat(block.level) : `::: ${block.name} ${block.argument}`.trim());
const blanks = (text: string): string[] => [...text.replace(/\$\$[\s\S]*?\$\$|\$[^$\n]+\$/g, '').matchAll(/\{([a-z][\w-]*)\}/gi)].map(([, name]) => name).sort();

/** A place in a lesson, in every language: what stands there and the prose that follows it. */
export interface Slot {
  /** By language; undefined before the first heading or block. */
  item?: Record<string, Heading | Box>;
  prose: Record<string, string>;
}

/** The languages side by side. @throws CourseError where they are not built alike or do not use the same numbers */
export function align(slug: string, texts: Record<string, LessonText>): Slot[] {
  const [reference, ...others] = Object.keys(texts);
  const sequence = (text: LessonText) => {
    const slots: { item?: Heading | Box; prose: string; line: number }[] = [{ prose: '', line: 1 }];
    for (const block of text.blocks) {
      if (block.kind === 'prose') slots[slots.length - 1].prose += block.source;
      else slots.push({ item: block, prose: '', line: block.line });
    }
    return slots;
  };
  const own = sequence(texts[reference]);
  const list = Object.fromEntries(Object.entries(texts).map(([l, text]) => [l, sequence(text)]));
  for (const language of others) {
    const theirs = list[language];
    for (let i = 0; i < Math.max(own.length, theirs.length); ++i) {
      const [a, b] = [own[i], theirs[i]];
      const tell = (one: typeof a | undefined, l: string) => `${l}/lessons/${slug}.md${one ? `:${one.line} has "${one.item ? nameOf(one.item) : 'the beginning'}"` : ' has nothing more'}`;
      if (!a || !b || (a.item && nameOf(a.item)) !== (b.item && nameOf(b.item)))
        throw new CourseError(`lesson ${slug}`, `its languages are not built alike: ${tell(a, reference)}, ${tell(b, language)}`);
      for (const part of ['item', 'prose'] as const) {
        const [x, y] = [a, b].map((one) => blanks(part === 'item' ? one.item?.source ?? '' : one.prose).join(' '));
        if (x !== y) throw new CourseError(`lesson ${slug}`, `its languages do not use the same numbers: after ${tell(a, reference)}: {${x}}; after ${tell(b, language)}: {${y}}`);
      }
    }
  }
  return own.map((_, i) => ({
    item: own[i].item && Object.fromEntries(Object.keys(texts).map((l) => [l, list[l][i].item!])),
    prose: Object.fromEntries(Object.keys(texts).map((l) => [l, list[l][i].prose.trim()])),
  }));
}
