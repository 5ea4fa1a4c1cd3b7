// What was done, for eyes and for screen readers.

import { useEffect } from 'preact/hooks';
import { signal, useSignal } from '../signal';

const said = signal('');
const SHOWN_FOR = 6000;

export const announce = (text: string): void => said.set(text);

export function Announcer() {
  const text = useSignal(said);
  useEffect(() => {
    if (text === '') return;
    const timer = setTimeout(() => said.set(''), SHOWN_FOR);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <div class="announcer" role="status">
      {text !== '' && <p key={text}>{text}</p>}
    </div>
  );
}
