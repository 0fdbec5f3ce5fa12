import { Module, type DynamicModule, type FactoryProvider, type ModuleMetadata } from '@nestjs/common';
import { Answerers } from './answerers';
import { DatasetFolder } from './dataset-folder';
import { EvaluationData } from './evaluation-data';
import { EvaluationMetrics } from './evaluation-metrics';
import { EvaluationWorker } from './evaluation-worker';
import { EvaluationProcessor } from './evaluation.processor';
import { EvaluationsController } from './evaluations.controller';
import { EvaluationsService } from './evaluations.service';
import { EvaluationStore } from './store/evaluation-store';

/** What the feature is given: where question files are, and who answers. */
export interface EvaluationsOptions extends Pick<ModuleMetadata, 'imports'> {
  /** Undefined: no file can be named. */
  datasetsDir: string | undefined;
  answerers: Pick<FactoryProvider<Answerers>, 'inject' | 'useFactory'>;
}

/** Evaluations of strategies as background jobs. */
@Module({})
export class EvaluationsModule {
  static register({ imports = [], datasetsDir, answerers }: EvaluationsOptions): DynamicModule {
    return {
      module: EvaluationsModule,
      imports,
      controllers: [EvaluationsController],
      providers: [
        { provide: Answerers, ...answerers },
        { provide: DatasetFolder, useFactory: () => new DatasetFolder(datasetsDir) },
        EvaluationData,
        EvaluationMetrics,
        EvaluationStore,
        EvaluationWorker,
        EvaluationProcessor,
        EvaluationsService,
      ],
    };
  }
}
