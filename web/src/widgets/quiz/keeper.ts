/** Where the score is kept: this browser's storage, or, where that is refused, the page's memory until it is left. */
import { fromStored, recorded, toStored, today, type Score } from '../../state/score.ts';

const key = 'descent-quiz-score';
const changes = new EventTarget();
let memory: Score = new Map();
/** Storage works here; false: the score is lost with the page. */
let kept = true;

function read(): Score {
  try {
    memory = fromStored(localStorage.getItem(key));
  } catch {
    kept = false;
  }
  return memory;
}
function write(score: Score): void {
  memory = score;
  try {
    if (score.size) localStorage.setItem(key, toStored(score));
    else localStorage.removeItem(key);
  } catch {
    kept = false;
  }
  changes.dispatchEvent(new Event('change'));
}

read();
addEventListener('storage', (event) => {
  if (event.key !== key && event.key !== null) return;
  read();
  changes.dispatchEvent(new Event('change'));
});

export const score = (): Score => memory;
export const isKept = (): boolean => kept;
/** Another page may have written meanwhile: what is stored counts. */
export const record = (id: string, right: boolean): void => write(recorded(kept ? read() : memory, id, right, today()));
export const reset = (): void => write(new Map());

export function onScore(listener: () => void): () => void {
  changes.addEventListener('change', listener);
  return () => changes.removeEventListener('change', listener);
}
