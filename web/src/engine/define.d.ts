/** Set by the build: where the bundles lie relative to the file that holds the client. */
declare const __LAB_BASE__: string;
