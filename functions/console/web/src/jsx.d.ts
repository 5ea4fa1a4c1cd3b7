// Properties that the router reads from its children. Newer compilers ignore the declaration of `preact-iso`.

import 'preact';

declare module 'preact' {
  namespace JSX {
    interface IntrinsicAttributes {
      path?: string;
      default?: boolean;
    }
  }
}
