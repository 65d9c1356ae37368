import fc from 'fast-check';

/** Property tests draw the same cases in every run: a failure is one of the code, not of the day. */
fc.configureGlobal({ seed: 19_520_301 });
