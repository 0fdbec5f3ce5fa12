import { Tooltip } from '@base-ui/react/tooltip';
import type { ComponentProps, ReactNode } from 'react';
import styles from './button.module.css';

/** Props of {@link Button}: those of a button element. */
export interface ButtonProps extends ComponentProps<'button'> {
  /** `primary` for the one thing to do, `danger` for what cannot be undone. Default `plain`. */
  look?: 'primary' | 'plain' | 'quiet' | 'danger';
}

/** A button with words on it. */
export function Button({ look = 'plain', className = '', type = 'button', ...props }: ButtonProps) {
  return <button type={type} className={`${styles.button} ${className}`} data-look={look} {...props} />;
}

/** Props of {@link IconButton}. */
export interface IconButtonProps extends Omit<ComponentProps<'button'>, 'children' | 'aria-label'> {
  /** What it does: its name for screen readers, and its tooltip. */
  label: string;
  icon: ReactNode;
}

/** A button with a picture, whose name shows on hover and focus. */
export function IconButton({ label, icon, className = '', type = 'button', ...props }: IconButtonProps) {
  return (
    <Tooltip.Root>
      <Tooltip.Trigger
        render={<button type={type} aria-label={label} className={`${styles.icon} ${className}`} {...props} />}
      >
        {icon}
      </Tooltip.Trigger>
      <Tooltip.Portal>
        <Tooltip.Positioner sideOffset={6} className={styles.positioner}>
          <Tooltip.Popup className={styles.tooltip}>{label}</Tooltip.Popup>
        </Tooltip.Positioner>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}
