// What was done, for eyes and for screen readers.

import { useEffect } from 'preact/hooks';
import { signal, useSignal } from '../signal';

/** `number` tells a word from the same one said before. */
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
