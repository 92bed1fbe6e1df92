// en: What cannot be answered is refused with the place and the reason; long work can be cancelled.
// vi: Điều không thể trả lời sẽ bị từ chối, kèm vị trí và lý do; việc kéo dài có thể huỷ giữa chừng.
import { createLab, LabError } from 'descent-lab';

const lab = await createLab();
try {
  await lab.descend({ objective: 'square', optimizer: { id: 'adam', beta1: 1.5 }, steps: 10 });
} catch (error) {
  console.log(error instanceof LabError, error.code, error.path);
  console.log(error.message);
}
const stop = new AbortController();
stop.abort();
await lab.descend({ objective: 'square', optimizer: 'gd', steps: 1000 }, { signal: stop.signal }).catch((error) => console.log(error.code));
await lab.dispose();
