/**
 * Where runs are kept: the browser's database, or, where it is refused (private windows, blocked storage), this page's
 * memory, which forgets them when the page is closed.
 */
import type { RunCourse, RunSummary, StoredWeights } from './types.ts';

export interface RunStore {
  /** False where nothing survives the page. */
  readonly lasting: boolean;
  summaries(): Promise<RunSummary[]>;
  course(id: string): Promise<RunCourse | undefined>;
  weights(id: string, step: number): Promise<Float32Array | undefined>;
  /** All at once, or nothing: `drop` are steps whose weights are no longer wanted. */
  put(summary: RunSummary, course?: RunCourse, weights?: StoredWeights, drop?: number[]): Promise<void>;
  remove(ids: string[]): Promise<void>;
}

const version = 1;
const stores = ['runs', 'courses', 'weights'] as const;

const done = <T>(request: IDBRequest<T>): Promise<T> => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error ?? new Error('the browser refused its storage'));
});

/** `name` tells the databases of different parts of the lab apart. */
export async function openStore(name = 'descent-lab-runs'): Promise<RunStore> {
  try {
    return new Database(await open(name));
  } catch {
    return new Memory();
  }
}

function open(name: string): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, version);
    request.onupgradeneeded = () => {
      const db = request.result;
      db.createObjectStore('runs', { keyPath: 'id' });
      db.createObjectStore('courses', { keyPath: 'id' });
      db.createObjectStore('weights', { keyPath: ['id', 'step'] });
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('refused'));
    request.onblocked = () => reject(new Error('blocked'));
  });
}

class Database implements RunStore {
  readonly lasting = true;
  constructor(private db: IDBDatabase) {
    db.onversionchange = () => db.close();
  }
  summaries(): Promise<RunSummary[]> { return done(this.read('runs').getAll() as IDBRequest<RunSummary[]>); }
  course(id: string): Promise<RunCourse | undefined> { return done(this.read('courses').get(id) as IDBRequest<RunCourse | undefined>); }
  async weights(id: string, step: number): Promise<Float32Array | undefined> {
    return (await done(this.read('weights').get([id, step]) as IDBRequest<StoredWeights | undefined>))?.weights;
  }
  put(summary: RunSummary, course?: RunCourse, weights?: StoredWeights, drop: number[] = []): Promise<void> {
    return this.write((t) => {
      t.objectStore('runs').put(summary);
      if (course) t.objectStore('courses').put(course);
      for (const step of drop) t.objectStore('weights').delete([summary.id, step]);
      if (weights) t.objectStore('weights').put(weights);
    });
  }
  remove(ids: string[]): Promise<void> {
    return this.write((t) => {
      for (const id of ids) {
        t.objectStore('runs').delete(id);
        t.objectStore('courses').delete(id);
        t.objectStore('weights').delete(IDBKeyRange.bound([id, -Infinity], [id, Infinity]));
      }
    });
  }
  private read(store: (typeof stores)[number]): IDBObjectStore { return this.db.transaction(store, 'readonly').objectStore(store); }
  private write(job: (t: IDBTransaction) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      const t = this.db.transaction([...stores], 'readwrite');
      t.oncomplete = () => resolve();
      t.onabort = t.onerror = () => reject(t.error ?? new Error('the browser refused its storage'));
      job(t);
    });
  }
}

/** Keeps what it is given as long as the page lives. */
export class Memory implements RunStore {
  readonly lasting = false;
  private runs = new Map<string, RunSummary>();
  private courses = new Map<string, RunCourse>();
  private kept = new Map<string, Float32Array>();
  summaries(): Promise<RunSummary[]> { return Promise.resolve([...this.runs.values()].map((r) => structuredClone(r))); }
  course(id: string): Promise<RunCourse | undefined> { return Promise.resolve(this.courses.get(id)); }
  weights(id: string, step: number): Promise<Float32Array | undefined> { return Promise.resolve(this.kept.get(`${id} ${step}`)); }
  put(summary: RunSummary, course?: RunCourse, weights?: StoredWeights, drop: number[] = []): Promise<void> {
    this.runs.set(summary.id, structuredClone(summary));
    if (course) this.courses.set(course.id, course);
    for (const step of drop) this.kept.delete(`${summary.id} ${step}`);
    if (weights) this.kept.set(`${weights.id} ${weights.step}`, weights.weights);
    return Promise.resolve();
  }
  remove(ids: string[]): Promise<void> {
    for (const id of ids) {
      this.runs.delete(id);
      this.courses.delete(id);
      for (const key of [...this.kept.keys()]) if (key.startsWith(`${id} `)) this.kept.delete(key);
    }
    return Promise.resolve();
  }
}
