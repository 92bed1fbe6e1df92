/** Markdown as lessons use it: no raw HTML, $…$ and $$…$$ typeset here and now, {numbers} computed, lesson: and page: links. */
import katex from 'katex';
import MarkdownIt from 'markdown-it';
import { createHash } from 'node:crypto';
import { CourseError } from './source.ts';

/**
 * KaTeX writes heights and offsets as style attributes, which the page's policy forbids: each becomes a class here, and
 * the rules go into a style sheet.
 */
export class InlineStyles {
  private readonly rules = new Map<string, string>();

  /** The HTML with classes in the place of style attributes. */
  extract(html: string): string {
    return html.replace(/<(\w+)([^>]*?)\sstyle="([^"]*)"([^>]*)>/g, (_whole, tag: string, before: string, style: string, after: string) => {
      const name = `k${createHash('sha256').update(style).digest('hex').slice(0, 7)}`;
      this.rules.set(name, style);
      const attributes = before + after;
      return /\sclass="/.test(attributes)
        ? `<${tag}${attributes.replace(/\sclass="/, ` class="${name} `)}>`
        : `<${tag}${attributes} class="${name}">`;
    });
  }
  get css(): string {
    return [...this.rules].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, style]) => `.${name}{${style}}`).join('\n');
  }
}

/** What a piece of prose needs from its surroundings. */
export interface Surroundings {
  /** The file, for complaints. */
  where: string;
  language: string;
  /** The HTML of {name}. */
  number: (name: string, language: string) => string;
  /** The address of a link; undefined where its target is not there (yet): the words stay, without a link. */
  link: (href: string) => string | undefined;
}

const around = (env: unknown): Surroundings => (env as { around: Surroundings }).around;

export class Typesetter {
  readonly styles = new InlineStyles();
  private readonly md = new MarkdownIt({ html: false, linkify: false, typographer: false });

  constructor() {
    const { md } = this;
    md.inline.ruler.before('escape', 'math', (state, silent) => {
      if (state.src[state.pos] !== '$') return false;
      const display = state.src[state.pos + 1] === '$', mark = display ? '$$' : '$', from = state.pos + mark.length;
      let end = from;
      while ((end = state.src.indexOf(mark, end)) >= 0 && state.src[end - 1] === '\\') ++end;
      if (end < 0) throw new CourseError(around(state.env).where, `a "${mark}" is never closed: "${state.src.slice(state.pos, state.pos + 40)}"`);
      if (!silent) {
        const token = state.push('math', '', 0);
        token.content = state.src.slice(from, end);
        token.meta = { display };
      }
      state.pos = end + mark.length;
      return true;
    });
    md.inline.ruler.before('escape', 'number', (state, silent) => {
      const match = /^\{([a-z][\w-]*)\}/i.exec(state.src.slice(state.pos, state.pos + 60));
      if (!match) return false;
      if (!silent) state.push('number', '', 0).content = match[1];
      state.pos += match[0].length;
      return true;
    });
    md.renderer.rules.math = (tokens, i, _options, env) => this.math(tokens[i].content, tokens[i].meta?.display === true, around(env).where);
    md.renderer.rules.number = (tokens, i, _options, env) => around(env).number(tokens[i].content, around(env).language);
    md.validateLink = () => true; // judged below, where the complaint can say where
    md.normalizeLink = (url) => url;
    const open: boolean[] = [];
    md.renderer.rules.link_open = (tokens, i, _options, env) => {
      const href = String(tokens[i].attrGet('href'));
      const address = around(env).link(href);
      open.push(address !== undefined);
      return address === undefined ? '<span>' : `<a href="${md.utils.escapeHtml(address)}"${/^https?:/.test(address) ? ' rel="noopener"' : ''}>`;
    };
    md.renderer.rules.link_close = () => (open.pop() ? '</a>' : '</span>');
    md.renderer.rules.table_open = () => '<div class="scroll"><table>\n';
    md.renderer.rules.table_close = () => '</table></div>\n';
    this.whole();
  }

  math(tex: string, display: boolean, where: string): string {
    try {
      const html = katex.renderToString(tex, { displayMode: display, output: 'htmlAndMathml', throwOnError: true, strict: 'ignore', trust: false });
      const extracted = this.styles.extract(html);
      return display ? `<span class="display">${extracted}</span>` : extracted;
    } catch (error) {
      throw new CourseError(where, `"${tex}" cannot be typeset: ${(error as Error).message}`);
    }
  }
  /** A line may break after mathematics and after a number, but not before the comma that follows; nor within "L-BFGS". */
  private whole(): void {
    const { md } = this, mark = /^[,.;:)\]!?…]+/;
    md.core.ruler.push('whole', (state) => {
      for (const { children } of state.tokens) {
        for (const [i, token] of (children ?? []).entries()) {
          const next = children![i + 1];
          if (!['math', 'number'].includes(token.type) || token.meta?.display || next?.type !== 'text') continue;
          const after = mark.exec(next.content)?.[0];
          if (!after) continue;
          token.meta = { ...token.meta, after };
          next.content = next.content.slice(after.length);
        }
      }
    });
    const text = md.renderer.rules.text!;
    md.renderer.rules.text = (...all) => text(...all).replace(/(?<![\w-])[A-Z]-[A-Z]\w+/g, '<span class="whole">$&</span>');
    for (const name of ['math', 'number'] as const) {
      const rule = md.renderer.rules[name]!;
      md.renderer.rules[name] = (...all) => {
        const [tokens, i] = all, after = tokens[i].meta?.after as string | undefined;
        return after ? `<span class="whole">${rule(...all)}${after}</span>` : rule(...all);
      };
    }
  }

  block(source: string, surroundings: Surroundings): string { return this.md.render(source, { around: surroundings }).trim(); }
  inline(source: string, surroundings: Surroundings): string { return this.md.renderInline(source.replace(/\s*\n\s*/g, ' '), { around: surroundings }); }
}

export const escapeHtml = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');

/** The words of a piece of Markdown: for titles, descriptions and the search index. */
export const plain = (source: string): string => source
  .replace(/\$\$?([^$]*)\$\$?/g, '$1').replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/[*_`]+(?=\S)|(?<=\S)[*_`]+/g, '').replace(/\s+/g, ' ').trim();
