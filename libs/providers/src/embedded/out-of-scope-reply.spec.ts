import { refusalOf, type ScopeRefusal } from '@app/embedded-model';
import { outOfScopeReply } from './out-of-scope-reply';

const replyTo = (question: string): string => outOfScopeReply(refusalOf(question) as ScopeRefusal);

describe('the reply to a question out of scope', () => {
  it.each([
    ['What is 100 / 4?', '(the model was not taught "100 / 4")'],
    ['How many days are in 3 weeks?', '(it counts or converts units of time or measure)'],
    ['Who wrote Hamlet?', '(it has no numbers to calculate with)'],
    ['What is 17 mod 5?', '(the model was not taught "mod")'],
    ['What is 4827 plus 9316?', '(it has numbers of 1,000 or more)'],
  ])('says why: %s', (question, clause) => {
    expect(replyTo(question)).toContain(`Your question is something else ${clause}, so it does not try.`);
  });

  it('claims no reason where none was found', () => {
    expect(replyTo('Translate to French: She bought 5 books and gave 2 away.')).toContain(
      'Your question is something else, so it does not try.',
    );
  });

  it('is one line, however the question is written', () => {
    expect(replyTo('What is 12\n/ 4?')).not.toContain('\n');
  });
});
