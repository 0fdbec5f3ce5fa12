import { AnalyticsLayer } from './analytics/analytics-layer';
import { AuditTurnLayer } from './audit/audit-turn-layer';
import { CacheLayer } from './cache/cache-layer';
import type { TurnOrder } from './chat/turn-layers';
import { ConversationLayer } from './conversations/conversation-layer';
import { LimitsLayer } from './limits/limits-layer';
import { MonitoringLayer } from './monitoring/monitoring-layer';
import { SpendLayer } from './usage/spend-layer';
import { ReasoningLedgerLayer } from './reasoning-ledger/reasoning-ledger-layer';
import { SessionsLayer } from './sessions/sessions-layer';
import { TracingLayer, TracingModelLayer } from './tracing/tracing-layers';

/**
 * THE order of what happens around a turn, outermost first, with the reason for each place.
 *
 * Around the turn: limits and session (refuse before anything is spent), conversations (the history decides the cache key),
 * records such as analytics and audit (hear of every turn that was let in), and innermost the cache (a hit asks no model; a layer
 * inside it would hear of nothing then, and with a context that may outlast the reader).
 * Around each call of a model: the reasoning ledger (completes the messages), spend (knows what is really sent).
 */
export const TURN_ORDER: TurnOrder = {
  turnLayers: [
    LimitsLayer,
    SessionsLayer,
    ConversationLayer,
    AuditTurnLayer,
    AnalyticsLayer,
    MonitoringLayer,
    TracingLayer,
    CacheLayer,
  ],
  modelLayers: [ReasoningLedgerLayer, SpendLayer, TracingModelLayer],
};
