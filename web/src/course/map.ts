/** The course map's memory: which lessons are begun and read. */
import { fill, loadTopics, lookup, onLanguage } from '../i18n/i18n.ts';
import { forget, progress } from '../state/progress.ts';

const rows = [...document.querySelectorAll<HTMLElement>('li[data-lesson]')];
const line = document.getElementById('progress')!;
const text = (key: string, values?: Record<string, string | number>) => fill(lookup('course', key) ?? '', values);

function show(): void {
  const stages = progress();
  for (const row of rows) {
    const stage = stages[row.dataset.lesson!];
    row.dataset.stage = stage ?? '';
    row.querySelector('.state')!.textContent = stage ? text(stage) : '';
  }
  const read = rows.filter((row) => row.dataset.stage === 'read').length;
  line.hidden = Object.keys(stages).length === 0;
  line.replaceChildren(text('progress', { n: read, of: rows.length }), ' ');
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'plain';
  button.textContent = text('forget');
  button.onclick = () => { forget(); show(); };
  line.append(button);
}

onLanguage(show);
addEventListener('pageshow', show);
void loadTopics('course').then(show);
