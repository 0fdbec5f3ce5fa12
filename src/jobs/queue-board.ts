import { createBullBoard } from '@bull-board/api';
import { BullAdapter } from '@bull-board/api/bullAdapter';
import { FastifyAdapter } from '@bull-board/fastify';
import { QUEUE_NAMES } from '@app/queue';
import type { FastifyInstance } from 'fastify';
import type { JobQueues } from './job-queues';

const PREFIX = '/admin/queues';

/** Leaves out what changes anything: that goes over the API. */
class ShowingAdapter extends FastifyAdapter {
  override setApiRoutes(routes: Parameters<FastifyAdapter['setApiRoutes']>[0]): this {
    super.setApiRoutes(routes.filter(({ method }) => [method].flat().every((each) => each === 'get')));
    return this;
  }
}

/**
 * Shows the queues under /admin/queues, to administrators. It only shows: what is done to jobs goes over the API, where it has its
 * policy. The queues are opened when somebody first looks, so that a process that needs none has no connections for them.
 */
export function serveQueueBoard(instance: FastifyInstance, queues: JobQueues): void {
  const adapter = new ShowingAdapter();
  adapter.setBasePath(PREFIX);
  const board = createBullBoard({
    queues: [],
    serverAdapter: adapter,
    options: { uiConfig: { boardTitle: 'Stepwise' } },
  });
  const plugin = adapter.registerPlugin();
  let isOpen = false;
  void instance.register((scope, _options, done) => {
    scope.addHook('preHandler', (_request, _reply, next) => {
      if (!isOpen) {
        isOpen = true;
        board.setQueues(QUEUE_NAMES.map((name) => new BullAdapter(queues.queueOf(name), { readOnlyMode: true })));
      }
      next();
    });
    scope.register(
      (pages, options, registered) => {
        // The board would answer errors of the pipeline in its own way, a missing key with 500.
        // This instance inherits the real method, which is seen again when its own one is gone.
        Object.assign(pages, { setErrorHandler: () => pages });
        plugin(pages, options, registered);
        Reflect.deleteProperty(pages, 'setErrorHandler');
      },
      { prefix: PREFIX },
    );
    done();
  });
}
