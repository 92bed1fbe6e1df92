// en: A network on drawn garments: load, train, judge, look at a gradient, start again.
// vi: Một mạng học trên ảnh quần áo vẽ sẵn: nạp dữ liệu, huấn luyện, đánh giá, xem gradient, bắt đầu lại.
import { createLab } from 'descent-lab';

const lab = await createLab();
const net = await lab.network({
  layers: [784, 32, 10],
  activation: 'relu',
  loss: 'softmax-cross-entropy',
  initializer: 'he-normal',
  optimizer: { id: 'adam', lr: 0.001 },
  batchSize: 50,
  seed: 1,
});
const train = await lab.syntheticGarments({ count: 1000, seed: 1 });
const test = await lab.syntheticGarments({ count: 200, seed: 1, first: 1000 });
await net.load({ train, test });
const { loss, epoch } = await net.train({ steps: 60 });
const { accuracy } = await net.evaluate('test');
console.log(net.size, epoch, loss[0].toFixed(2), loss.at(-1).toFixed(2), accuracy);
const { gradient } = await net.gradient({ samples: Uint32Array.of(0, 1, 2) });
console.log(gradient.length === net.size);
await net.reset();
await net.dispose();
await lab.dispose();
