// What the router reads of any of its children. `preact-iso` declares it in a way that newer compilers pass over.

import 'preact';

declare module 'preact' {
  namespace JSX {
    interface IntrinsicAttributes {
      path?: string;
      default?: boolean;
    }
  }
}
