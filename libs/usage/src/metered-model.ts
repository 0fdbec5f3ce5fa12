import { AppError, type Clock } from '@app/kernel';
import { ChatModel, type ModelDescriptor, type ModelRequest, type ModelUsage, type StreamPart } from '@app/model';
import { CallMeter } from './call-meter';
import { estimateInputTokens, mostTokens } from './estimate-usage';
import type { OpenCall } from './spending';
import type { CallOutcome, Settlement, UsageCall } from './usage-call';

/** What calls cost. */
export interface CallPrices {
  /** Whole micro-dollars; undefined when the price is not known. */
  costMicroUsd(modelId: string, usage: ModelUsage): number | undefined;
  /** Which price list that is. */
  priceVersion(modelId: string): string | undefined;
}

/** How a {@link MeteredModel} opens its calls. */
export interface MeteredModelParts {
  prices: CallPrices;
  clock: Clock;
  /** Asks whether the call may be made; the rest of the row is known by whoever asks. */
  begin(call: Pick<UsageCall, 'reservedMicroUsd' | 'lost' | 'createdAt'>): Promise<OpenCall>;
  /** Told what each call came to, when it is over. Must not throw. Default: nobody. */
  onSettled?: (settlement: Settlement) => void;
}

/** A model each of whose calls is billed: reserved before, settled after, whether it succeeds, fails or is left. */
export class MeteredModel extends ChatModel {
  readonly descriptor: ModelDescriptor;

  constructor(
    private readonly inner: ChatModel,
    private readonly parts: MeteredModelParts,
  ) {
    super();
    this.descriptor = inner.descriptor;
  }

  async *respond(request: ModelRequest, signal: AbortSignal): AsyncGenerator<StreamPart> {
    const call = await this.parts.begin(this.costsOf(request));
    const meter = new CallMeter(request, { live: this.descriptor.liveUsage === true });
    let outcome: CallOutcome = 'cancelled';
    let errorCode: string | undefined;
    let isRecorded = false;
    try {
      for await (const part of this.inner.respond(request, signal)) {
        meter.take(part);
        if (!isRecorded) {
          isRecorded = true;
          await call.recorded;
        }
        yield part;
      }
    } catch (error) {
      errorCode = error instanceof AppError ? error.code : 'internal_error';
      outcome = signal.aborted ? 'cancelled' : 'error';
      throw error;
    } finally {
      this.settle(call, meter, meter.isFinished ? 'success' : outcome, errorCode);
    }
  }

  private settle(call: OpenCall, meter: CallMeter, outcome: CallOutcome, errorCode: string | undefined): void {
    const { prices, clock, onSettled } = this.parts;
    const { id } = this.descriptor;
    const { usage, estimated } = meter.total(outcome, errorCode);
    const costMicroUsd = prices.costMicroUsd(id, usage);
    const settlement: Settlement = {
      outcome,
      usage,
      costMicroUsd,
      priceVersion: costMicroUsd === undefined ? undefined : prices.priceVersion(id),
      estimated,
      errorCode: outcome === 'success' ? undefined : errorCode,
      settledAt: clock.now(),
    };
    call.settle(settlement);
    onSettled?.(settlement);
  }

  private costsOf(request: ModelRequest): Pick<UsageCall, 'reservedMicroUsd' | 'lost' | 'createdAt'> {
    const { prices, clock } = this.parts;
    const { id } = this.descriptor;
    const most = mostTokens(request, this.descriptor);
    // Writing the prompt to the provider's cache may cost more than reading it.
    const written = { ...most, cacheWriteTokens: most.inputTokens ?? 0 };
    const inputTokens = estimateInputTokens(request);
    return {
      reservedMicroUsd: Math.max(prices.costMicroUsd(id, most) ?? 0, prices.costMicroUsd(id, written) ?? 0),
      lost: { inputTokens, costMicroUsd: prices.costMicroUsd(id, { inputTokens, outputTokens: 0 }) ?? 0 },
      createdAt: clock.now(),
    };
  }
}
