-- Answers are sealed from now on, with what only the client knows. Those that were kept in the clear go; their keys are free.

DELETE FROM stepwise.idempotency_keys WHERE status IS NOT NULL;
COMMENT ON COLUMN stepwise.idempotency_keys.body IS 'Sealed: nonce, tag, ciphertext of AES-256-GCM.';
