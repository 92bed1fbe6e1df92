/** One run of a case: trains a network to its end and keeps its course. */
import type { Lab, NetworkConfig, RunStatus } from '../../engine/types.ts';
import type { CaseData } from './data.ts';

/** The course at its start and after each epoch. */
export interface Course {
  epoch: number[];
  /** Seconds of training until then, by this machine's clock. */
  seconds: number[];
  /** Training loss, the exponential average of the batches' losses; NaN at the start. */
  loss: number[];
  testLoss: number[];
  accuracy: number[];
  status: RunStatus;
  message: string;
}
export const emptyCourse = (): Course => ({ epoch: [], seconds: [], loss: [], testLoss: [], accuracy: [], status: 'ok', message: '' });

/** Weight of the past in the average of the losses. */
const rho = 0.9;

/** Trains and fills `course` as it goes; `progressed` gets the share that is done. Rejects with LabError `cancelled`. */
export async function runCourse(
  lab: Lab, config: NetworkConfig, data: CaseData, epochs: number, course: Course, signal: AbortSignal, progressed: (share: number) => void,
): Promise<void> {
  const network = await lab.network(config);
  try {
    await network.load({ train: data.train, test: data.test });
    const perEpoch = Math.ceil(data.train.labels.length / (config.batchSize ?? 1)), losses: number[] = [];
    let seconds = 0;
    const evaluate = async (epoch: number) => {
      const { loss, accuracy } = await network.evaluate('test', { signal });
      const smooth = losses.length ? (await lab.average({ kind: 'ewa', values: losses, rho, init: 'first' })).at(-1)! : NaN;
      course.epoch.push(epoch);
      course.seconds.push(seconds);
      course.loss.push(smooth);
      course.testLoss.push(loss);
      course.accuracy.push(accuracy);
    };
    await evaluate(0);
    for (let epoch = 1; epoch <= epochs && course.status === 'ok'; ++epoch) {
      const start = performance.now();
      const result = await network.train({
        steps: perEpoch, signal, onProgress: (done) => progressed((epoch - 1 + done / perEpoch) / epochs),
      });
      seconds += (performance.now() - start) / 1000;
      losses.push(...result.loss);
      course.status = result.status;
      course.message = result.message;
      await evaluate(result.epoch);
      progressed(epoch / epochs);
    }
  } finally {
    await network.dispose();
  }
}
