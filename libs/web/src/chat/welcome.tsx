import { useSession } from './session-context';
import styles from './welcome.module.css';

const EXAMPLES = [
  'Tom has 3 bags of 4 apples and eats 2. How many are left?',
  'A train has 5 wagons with 36 seats. 17 seats are empty. How many people sit in it?',
  'What is 9 * 7 - 15?',
  'Anna reads 12 pages a day for 6 days. Her book has 90 pages. How many are left?',
];

/** What an empty conversation shows: what this is, and something to try. */
export function Welcome() {
  const session = useSession();
  return (
    <div className={styles.welcome}>
      <h2>What should be reasoned out?</h2>
      <p>Ask, and watch the answer come together step by step.</p>
      <ul className={styles.examples}>
        {EXAMPLES.map((text) => (
          <li key={text}>
            <button type="button" onClick={() => session.ask(text)}>
              {text}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
