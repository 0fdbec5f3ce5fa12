import { MarkerCounter } from './marker-counter';

const TEXT = Buffer.from('zebra zzebra zebrazebra zebr a');

describe('MarkerCounter', () => {
  it('counts the same wherever the bytes are split', () => {
    for (let at = 0; at <= TEXT.length; at++) {
      const counter = new MarkerCounter('zebra');
      counter.push(TEXT.subarray(0, at));
      counter.push(TEXT.subarray(at));
      expect(counter.count).toBe(4);
    }
  });

  it('forgets the edge of the last piece when it begins anew', () => {
    const counter = new MarkerCounter('zebra');
    counter.push(Buffer.from('zebra zeb'));
    counter.reset();
    counter.push(Buffer.from('ra'));

    expect(counter.count).toBe(0);
  });
});
