/** Buttons that change one thing in a figure and put it back: `data-for` a section with the figure, `data-set` a key and its value. */
interface Stateful extends HTMLElement { getState(): Record<string, string>; setState(fields: Record<string, string>): void }

/** What the figure had under the key before it was changed. */
const before = new WeakMap<HTMLElement, string | undefined>();

document.addEventListener('click', (event) => {
  const button = (event.target as Element).closest<HTMLButtonElement>('button.what-if');
  const figure = button && document.querySelector<Stateful>(`#${CSS.escape(button.dataset.for!)} > :defined:is(descent-worked, descent-function)`);
  if (!button || !figure) return;
  const pressed = button.getAttribute('aria-pressed') === 'true';
  const [key, value] = button.dataset.set!.split('=');
  const { [key]: present, ...rest } = figure.getState();
  if (!pressed) before.set(button, present);
  const next = pressed ? before.get(button) : value;
  figure.setState(next === undefined ? rest : { ...rest, [key]: next });
  button.setAttribute('aria-pressed', String(!pressed));
});
