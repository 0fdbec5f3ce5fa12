import type { ConversationSummary } from '@app/contracts';
import { Download, Ellipsis, Link2, Pencil, Trash2 } from 'lucide-react';
import { useState, type SyntheticEvent } from 'react';
import { Link, useLocation } from 'wouter';
import { exportUrl } from '../api/conversations-api';
import { announce } from '../components/announcer';
import { IconButton } from '../components/button';
import { ConfirmDialog } from '../components/confirm-dialog';
import { Menu } from '../components/menu';
import { chats } from './chats-instance';
import styles from './conversation-list.module.css';

/** Props of {@link ConversationItem}. */
export interface ConversationItemProps {
  conversation: ConversationSummary;
  onNavigate: () => void;
}

/** One conversation in the list: its title leads to it, its menu renames, shares, exports and deletes it. */
export function ConversationItem({ conversation: { id, title }, onNavigate }: ConversationItemProps) {
  const [location, navigate] = useLocation();
  const [mode, setMode] = useState<'shown' | 'renaming' | 'deleting'>('shown');
  const address = `/c/${id}`;
  if (mode === 'renaming') return <RenameForm id={id} title={title} onClose={() => setMode('shown')} />;
  const remove = async (): Promise<void> => {
    await chats.remove(id);
    if (location === address) navigate('/');
  };
  const entries = [
    { label: 'Rename', icon: <Pencil />, onSelect: () => setMode('renaming') },
    { label: 'Copy link', icon: <Link2 />, onSelect: () => void copyLink(address) },
    { label: 'Export as Markdown', icon: <Download />, download: exportUrl(id, 'markdown') },
    { label: 'Export as JSON', icon: <Download />, download: exportUrl(id, 'json') },
    { label: 'Delete', icon: <Trash2 />, onSelect: () => setMode('deleting'), danger: true },
  ];
  return (
    <li className={styles.item} data-current={location === address || undefined}>
      <Link href={address} onClick={onNavigate} aria-current={location === address ? 'page' : undefined} title={title}>
        {title}
      </Link>
      <Menu trigger={<IconButton label={`More for ${title}`} icon={<Ellipsis />} />} entries={entries} />
      <ConfirmDialog
        open={mode === 'deleting'}
        title="Delete this conversation?"
        text={`“${title}” and all its branches are removed for ever.`}
        action="Delete"
        onConfirm={() => void remove()}
        onClose={() => setMode('shown')}
      />
    </li>
  );
}

function RenameForm({ id, title, onClose }: { id: string; title: string; onClose: () => void }) {
  const [text, setText] = useState(title);
  const save = (): void => {
    onClose();
    if (text.trim() !== '' && text !== title) void chats.rename(id, text.trim());
  };
  const onSubmit = (event: SyntheticEvent): void => {
    event.preventDefault();
    save();
  };
  return (
    <li className={styles.item}>
      <form onSubmit={onSubmit} onKeyDown={({ key }) => key === 'Escape' && onClose()}>
        <input
          aria-label="Title"
          autoFocus
          maxLength={200}
          value={text}
          onFocus={({ target }) => target.select()}
          onChange={({ target }) => setText(target.value)}
          onBlur={save}
        />
      </form>
    </li>
  );
}

/** The link opens for whoever owns the conversation, on any device. */
async function copyLink(address: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(new URL(address, location.href).href);
    announce('Link copied');
  } catch {
    announce('The browser does not let this page copy. Take the address from its address bar.');
  }
}
