import { useState, type SyntheticEvent } from 'react';
import { asFailure } from '../api/api-failure';
import { Logo } from '../app/logo';
import { Button } from '../components/button';
import { logIn } from './account-store';
import styles from './login-page.module.css';

/** Takes an API key and keeps nothing of it: the server sets a cookie that no script can read. */
export function LoginPage() {
  const [message, setMessage] = useState<string>();
  const [busy, setBusy] = useState(false);
  const submit = async (event: SyntheticEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const field = event.currentTarget.elements.namedItem('apiKey') as HTMLInputElement;
    setBusy(true);
    try {
      await logIn(field.value.trim());
    } catch (error) {
      setMessage(asFailure(error).message);
      field.select();
    }
    setBusy(false);
  };
  return (
    <main className={styles.page}>
      <form className={styles.card} onSubmit={(event) => void submit(event)}>
        <Logo />
        <h1>Sign in</h1>
        <label>
          API key
          <input
            name="apiKey"
            type="password"
            autoComplete="current-password"
            spellCheck={false}
            autoFocus
            required
            aria-describedby="key-note key-error"
          />
        </label>
        <p id="key-note" className={styles.note}>
          The key is exchanged for a session and not kept in this browser.
        </p>
        <p id="key-error" role="alert" className={styles.error}>
          {message}
        </p>
        <Button type="submit" look="primary" disabled={busy}>
          Sign in
        </Button>
      </form>
    </main>
  );
}
