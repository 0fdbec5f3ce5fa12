import { BreakerOpenError, CircuitBreaker, type BreakerState } from './circuit-breaker';

describe('the circuit breaker', () => {
  const away = new Error('away');
  const wrong = new Error('wrong command');
  let changes: [BreakerState, unknown][];
  let answers: boolean;
  let breaker: CircuitBreaker;

  beforeEach(() => {
    jest.useFakeTimers();
    changes = [];
    answers = false;
    breaker = new CircuitBreaker({
      isFailure: (error) => error === away,
      probe: () => (answers ? Promise.resolve() : Promise.reject(away)),
      onChange: (state, cause) => changes.push([state, cause]),
    });
  });
  afterEach(() => {
    breaker.stop();
    jest.useRealTimers();
  });

  const fail = (error: Error) => expect(breaker.run(() => Promise.reject(error))).rejects.toBe(error);
  const states = () => changes.map(([state]) => state);

  it('opens after three failures in a row, and then makes no call', async () => {
    for (let i = 0; i < 3; i++) await fail(away);
    const call = jest.fn(() => Promise.resolve());
    await expect(breaker.run(call)).rejects.toThrow(BreakerOpenError);
    expect(call).not.toHaveBeenCalled();
    expect(changes).toEqual([['open', away]]);
  });

  it('opens after one failure that is certain', async () => {
    const frozen = new Error('timed out');
    const strict = new CircuitBreaker({
      isFailure: () => true,
      isCertain: (error) => error === frozen,
      probe: () => Promise.reject(frozen),
    });
    await expect(strict.run(() => Promise.reject(away))).rejects.toBe(away);
    expect(strict.state).toBe('closed');
    await expect(strict.run(() => Promise.reject(frozen))).rejects.toBe(frozen);
    expect(strict.state).toBe('open');
    strict.stop();
  });

  it('stays closed when failures do not follow each other, and when the other side answers with an error', async () => {
    for (let i = 0; i < 5; i++) {
      await fail(away);
      await fail(away);
      await (i % 2 === 0 ? fail(wrong) : breaker.run(() => Promise.resolve()));
    }
    expect(breaker.state).toBe('closed');
  });

  it('closes by its own probe once the other side answers, without any call', async () => {
    breaker.open(away);
    await jest.advanceTimersByTimeAsync(600);
    expect(states()).toEqual(['open', 'half-open', 'open', 'half-open', 'open']);
    answers = true;
    await jest.advanceTimersByTimeAsync(250);
    expect(states().slice(-2)).toEqual(['half-open', 'closed']);
    expect(await breaker.run(() => Promise.resolve('through'))).toBe('through');
  });

  it('probes at once when it is told to', async () => {
    breaker.open(away);
    answers = true;
    breaker.probeNow();
    await jest.advanceTimersByTimeAsync(0);
    expect(breaker.state).toBe('closed');
  });

  it('tells of an opening once, however often it is opened', () => {
    breaker.open(away);
    breaker.open(away);
    expect(changes).toHaveLength(1);
  });

  it('probes no more once it is stopped', async () => {
    breaker.open(away);
    breaker.stop();
    await jest.advanceTimersByTimeAsync(10_000);
    expect(states()).toEqual(['open']);
  });
});
