import { Select } from '@base-ui/react/select';
import { Check, ChevronDown } from 'lucide-react';
import styles from './choice.module.css';

/** One thing to choose. */
export interface Option<T extends string> {
  value: T;
  label: string;
  /** A second line in the list. */
  hint?: string;
  disabled?: boolean;
}

/** Props of {@link Choice}. */
export interface ChoiceProps<T extends string> {
  /** What is chosen: its name for screen readers, and a word before the value. */
  label: string;
  value: T;
  options: readonly Option<T>[];
  onChoose: (value: T) => void;
}

/** A small list to choose one thing from. */
export function Choice<T extends string>({ label, value, options, onChoose }: ChoiceProps<T>) {
  return (
    <Select.Root value={value} items={options} onValueChange={(chosen) => chosen !== null && onChoose(chosen)}>
      <Select.Trigger className={styles.trigger} aria-label={label} title={label}>
        <span className={styles.label} aria-hidden="true">
          {label}
        </span>
        <Select.Value className={styles.value} />
        <Select.Icon className={styles.arrow}>
          <ChevronDown />
        </Select.Icon>
      </Select.Trigger>
      <Select.Portal>
        <Select.Positioner className={styles.positioner} sideOffset={6} alignItemWithTrigger={false}>
          <Select.Popup className={styles.popup}>
            <Select.List>
              {options.map((option) => (
                <Select.Item key={option.value} value={option.value} disabled={option.disabled} className={styles.item}>
                  <span className={styles.itemText}>
                    <Select.ItemText>{option.label}</Select.ItemText>
                    {option.hint !== undefined && <small>{option.hint}</small>}
                  </span>
                  <Select.ItemIndicator className={styles.check}>
                    <Check />
                  </Select.ItemIndicator>
                </Select.Item>
              ))}
            </Select.List>
          </Select.Popup>
        </Select.Positioner>
      </Select.Portal>
    </Select.Root>
  );
}
