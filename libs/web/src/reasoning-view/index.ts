export * from './reasoning-record';
export { ReasoningView, ReasoningView as CotVisualization } from './reasoning-view';
export * from './reasoning-view-props';
export type { RenderText } from './rendered-text';
