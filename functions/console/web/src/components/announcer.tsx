// Short messages about results, visible and announced to screen readers.

import { useEffect } from 'preact/hooks';
import { signal, useSignal } from '../signal';

/** Current message. `number` tells repeated texts apart. */
const said = signal({ text: '', number: 0 });
const SHOWN_FOR = 6000;

export const announce = (text: string): void => said.set({ text, number: said.get().number + 1 });

export function Announcer() {
  const { text, number } = useSignal(said);
  useEffect(() => {
    if (text === '') return;
    const timer = setTimeout(() => announce(''), SHOWN_FOR);
    return () => clearTimeout(timer);
  }, [text, number]);
  return (
    <div class="announcer" role="status">
      {text !== '' && <p key={number}>{text}</p>}
    </div>
  );
}
