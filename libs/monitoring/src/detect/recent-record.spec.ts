import { RecentRecord } from './recent-record';

describe('RecentRecord', () => {
  it('has no record at first', () => {
    expect(new RecentRecord(3).value).toBeUndefined();
  });

  it('equals the greatest of the last numbers at every step', () => {
    const numbers = [5, 1, 4, 4, 2, 0, 0, 9, 3, 2, 1, 0, -1, -2, 7, 7];
    const record = new RecentRecord(3);
    numbers.forEach((number, index) => {
      record.push(number);
      expect(record.value).toBe(Math.max(...numbers.slice(Math.max(0, index - 2), index + 1)));
    });
    expect(record.count).toBe(numbers.length);
  });
});
