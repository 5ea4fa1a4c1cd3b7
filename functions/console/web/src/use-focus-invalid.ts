// Moves the focus to the first invalid field after a refusal.

import type { RefObject } from 'preact';
import { useEffect } from 'preact/hooks';

export function useFocusInvalid(form: RefObject<HTMLFormElement | null>, error: unknown): void {
  useEffect(() => {
    if (error !== undefined) form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
  }, [error]);
}
