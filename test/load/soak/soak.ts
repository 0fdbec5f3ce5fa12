import type { Bench } from '../bench';
import type { HeapProbe } from '../measure/heap-probe';

/** What both parts of the soak work with. */
export interface Soak extends Omit<Bench, 'options'> {
  probe: HeapProbe;
}
