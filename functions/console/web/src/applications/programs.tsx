// One signed request in several languages.

import { useId, useState } from 'preact/hooks';
import { Copy } from '../components/copy';

export function Programs({ programs }: { programs: [name: string, text: string][] }) {
  const [open, setOpen] = useState(0);
  const id = useId();
  const [name, text] = programs[open] ?? ['', ''];
  const move = (event: KeyboardEvent): void => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const next = (open + step + programs.length) % programs.length;
    setOpen(next);
    document.getElementById(`${id}-${next}`)?.focus();
  };
  return (
    <div class="programs">
      <div class="tabs">
        <div role="tablist" aria-label="Language" onKeyDown={move}>
          {programs.map(([each], index) => (
            <button
              key={each}
              type="button"
              role="tab"
              id={`${id}-${index}`}
              aria-selected={index === open}
              aria-controls={`${id}-panel`}
              tabIndex={index === open ? 0 : -1}
              onClick={() => setOpen(index)}
            >
              {each}
            </button>
          ))}
        </div>
        <Copy text={text} what={`${name} program`} plain />
      </div>
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${open}`}>
        <pre tabIndex={0} aria-label={`${name} program`}>{text}</pre>
      </div>
    </div>
  );
}
