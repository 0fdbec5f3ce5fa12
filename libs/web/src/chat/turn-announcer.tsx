import { useEffect } from 'react';
import { announce } from '../components/announcer';
import { plainText } from '../markdown/plain-text';
import { useSessionState } from './session-context';

/** Most characters of an answer that are read out by themselves. */
const MOST_READ = 1_500;

/** Tells screen readers how the answer comes along: that it is reasoned about, each step as it begins, then its text. */
export function TurnAnnouncer() {
  const turn = useSessionState(({ messages, leafKey }) => messages[leafKey ?? '']?.turn);
  const phase = turn?.phase;
  const stepCount = turn?.steps.length ?? 0;
  const answer = phase === 'finished' ? turn?.answer : undefined;
  useEffect(() => {
    if (phase === 'waiting') announce('Reasoning');
    else if (phase === 'answering') announce('Answering');
    else if (phase === 'stopped') announce('Stopped');
  }, [phase]);
  useEffect(() => {
    if (phase === 'reasoning' && stepCount > 0) announce(`Step ${stepCount}`);
  }, [phase, stepCount]);
  useEffect(() => {
    if (answer !== undefined) announce(`Answer: ${plainText(answer.slice(0, MOST_READ))}`);
  }, [answer]);
  return null;
}
