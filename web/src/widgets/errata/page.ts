/** What the errata page needs: its own elements, and those of the figures as far as entries name them. */
import './descent-exhibit.ts';
import { list } from './exhibit-model.ts';

const elements: Record<string, () => Promise<unknown>> = {
  'descent-float': () => import('../float/descent-float.ts'),
  'descent-function': () => import('../function/descent-function.ts'),
  'descent-worked': () => import('../worked/descent-worked.ts'),
  'descent-schedule': () => import('../schedule/descent-schedule.ts'),
  'descent-average': () => import('../average/descent-average.ts'),
  'descent-race': () => import('../race/descent-race.ts'),
  'descent-conventions': () => import('../conventions/descent-conventions.ts'),
  'descent-backprop': () => import('../backprop/descent-backprop.ts'),
};

/** A figure starts when its entry comes near the screen: a page of twenty would otherwise start them all. */
const near = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) {
    if (!isIntersecting) continue;
    near.unobserve(target);
    void elements[target.localName]?.();
  }
}, { rootMargin: '600px' });
for (const name of new Set(list.flatMap((e) => (e.figure ? [e.figure.element] : [])))) for (const figure of document.querySelectorAll(name)) near.observe(figure);
