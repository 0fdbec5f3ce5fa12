import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { announce } from './announcer';
import { IconButton } from './button';

const SHOWN_MS = 1_600;

/** Puts a text on the clipboard, and says that it did. */
export function CopyButton({ text, label }: { text: string; label: string }) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
      announce('Copied');
    } catch {
      announce('The browser does not let this page copy. Select the text and copy it by hand.');
    }
  };
  return (
    <IconButton label={copied ? 'Copied' : label} icon={copied ? <Check /> : <Copy />} onClick={() => void copy()} />
  );
}
