/**
 * The figures as an anywidget: MyST's `{anywidget}`, Jupyter, marimo. The model's traits: `figure` (function, race, …), `state`
 * (address keys), and, as attributes, `lock hide lang theme compact surface`. `state` goes both ways.
 */
import { load, tagOf, type Figure } from './elements.ts';

export interface WidgetModel {
  get(name: string): unknown;
  set(name: string, value: unknown): void;
  save_changes?(): void;
  on?(event: string, listener: () => void): void;
  off?(event: string, listener: () => void): void;
}
type State = Record<string, string | number>;

const attributes = ['lock', 'hide', 'lang', 'theme', 'compact', 'surface'];
const fieldsOf = (value: unknown): State => (value !== null && typeof value === 'object' ? { ...(value as State) } : {});
const same = (a: State, b: State): boolean => {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => key in b && String(a[key]) === String(b[key]));
};

/** Puts the model's figure into `el`; returns what takes it away again. */
export async function render({ model, el }: { model: WidgetModel; el: HTMLElement }): Promise<() => void> {
  const tag = tagOf(String(model.get('figure') ?? 'function'));
  if (!tag) throw new Error(`There is no figure "${String(model.get('figure'))}".`);
  await load(tag);
  const figure = document.createElement(tag) as Figure;
  const dress = () => {
    for (const name of attributes) {
      const value = model.get(name);
      if (value === undefined || value === null || value === false || value === '') figure.removeAttribute(name);
      else figure.setAttribute(name, value === true ? '' : Array.isArray(value) ? value.join(' ') : String(value));
    }
  };
  const take = () => {
    const state = fieldsOf(model.get('state'));
    if (!same(state, figure.getState?.() ?? {})) figure.setState?.(state);
  };
  const tell = () => {
    const state = figure.getState?.();
    if (!state || same(state, fieldsOf(model.get('state')))) return;
    model.set('state', state);
    model.save_changes?.();
  };
  const heard = (event: Event) => { if (event instanceof CustomEvent && event.target === figure) tell(); };
  dress();
  take();
  figure.addEventListener('change', heard);
  model.on?.('change:state', take);
  for (const name of attributes) model.on?.(`change:${name}`, dress);
  el.append(figure);
  return () => {
    model.off?.('change:state', take);
    for (const name of attributes) model.off?.(`change:${name}`, dress);
    figure.remove();
  };
}
