// Programs that send one signed request, by language.

import { useId, useState } from 'preact/hooks';
import { Copy } from '../components/copy';
import { save } from '../logic/save';
import type { Program } from '../snippets';

export function Programs({ programs }: { programs: readonly Program[] }) {
  const [open, setOpen] = useState(0);
  const id = useId();
  const shown = programs[open];
  if (!shown) return null;
  const { language, file, text } = shown;
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
          {programs.map(({ language: each }, index) => (
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
        <span>
          <button type="button" class="button plain" aria-label={`Download ${file}`} onClick={() => save(file, 'text/plain', text)}>
            Download
          </button>
          <Copy text={text} what={`${language} program`} plain />
        </span>
      </div>
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${open}`}>
        <pre tabIndex={0} aria-label={`${language} program`}>{text}</pre>
      </div>
    </div>
  );
}
